import consentReference from "./consent/reference/product.ts";
import digitalRegistriesReference from "./digital-registries/reference/product.ts";
import esignet from "./identity/esignet/product.ts";
import keycloak from "./identity/keycloak/product.ts";
import mosip from "./identity/mosip/product.ts";
import identityReference from "./identity/reference/product.ts";
import informationMediatorReference from "./information-mediator/reference/product.ts";
import xRoad from "./information-mediator/x-road/product.ts";
import { listedProducts } from "./listed/products.ts";
import messagingReference from "./messaging/reference/product.ts";
import mojaloop from "./payments/mojaloop/product.ts";
import paymentsReference from "./payments/reference/product.ts";
import authority from "./platform/authority/product.ts";
import certManager from "./platform/cert-manager/product.ts";
import cloudnativePg from "./platform/cloudnative-pg/product.ts";
import cloudnativePgOperator from "./platform/cloudnative-pg-operator/product.ts";
import gateway from "./platform/gateway/product.ts";
import kafka from "./platform/kafka/product.ts";
import mariadb from "./platform/mariadb/product.ts";
import mysql from "./platform/mysql/product.ts";
import perconaOperator from "./platform/percona-operator/product.ts";
import perconaXtradbCluster from "./platform/percona-xtradb-cluster/product.ts";
import postgres from "./platform/postgres/product.ts";
import strimzi from "./platform/strimzi/product.ts";
import strimziOperator from "./platform/strimzi-operator/product.ts";
import valkey from "./platform/valkey/product.ts";
import versitygw from "./platform/versitygw/product.ts";
import opencrvs from "./registration/opencrvs/product.ts";
import registrationReference from "./registration/reference/product.ts";
import schedulerReference from "./scheduler/reference/product.ts";
import type { Product } from "./spi/index.ts";
import workflowReference from "./workflow/reference/product.ts";

/** Every product that the tool ships, in the order in which people see them. Plain data: nothing here loads cdk8s. */
export const products: readonly Product[] = [
  // Blocks, in GovStack's order.
  informationMediatorReference,
  xRoad,
  identityReference,
  esignet,
  mosip,
  keycloak,
  paymentsReference,
  mojaloop,
  digitalRegistriesReference,
  registrationReference,
  opencrvs,
  consentReference,
  messagingReference,
  schedulerReference,
  workflowReference,
  // What runs elsewhere.
  ...listedProducts,
  // Platform services.
  postgres,
  cloudnativePg,
  cloudnativePgOperator,
  mysql,
  mariadb,
  perconaXtradbCluster,
  perconaOperator,
  kafka,
  strimzi,
  strimziOperator,
  valkey,
  versitygw,
  authority,
  certManager,
  gateway,
];
