import type { SmokeCheck } from "../../spi/index.ts";
import type { EsignetOptions } from "./options.ts";

/** What eSignet answers without an account, most of it by the way that browsers take. */
export const smoke = ({ publicUrl, identitySystem }: EsignetOptions): readonly SmokeCheck[] => [
  {
    id: "ready",
    title: "eSignet is ready",
    port: "management",
    method: "GET",
    path: "/actuator/health/readiness",
    expect: { status: 200, json: { "/status": "UP" } },
  },
  {
    id: "discovery",
    title: "OpenID Connect discovery is published, with the public address as its issuer",
    port: "http",
    method: "GET",
    path: "/.well-known/openid-configuration",
    expect: {
      status: 200,
      json: { "/issuer": publicUrl ?? true, "/jwks_uri": true, "/token_endpoint": true },
    },
  },
  {
    id: "keys",
    title: "A key is published",
    port: "http",
    method: "GET",
    path: "/.well-known/jwks.json",
    expect: { status: 200, json: { "/keys/0/kid": true } },
  },
  {
    id: "pages",
    title: "The page to sign in at is there",
    port: "http",
    method: "GET",
    path: "/authorize",
    expect: { status: 200, contains: "<html" },
  },
  {
    id: "no-actuator",
    title: "What is in memory is not shown to browsers",
    port: "http",
    method: "GET",
    path: "/v1/esignet/actuator/env",
    expect: { status: 404 },
  },
  ...(identitySystem === "mock" ? [IDENTITIES] : []),
];

const IDENTITIES: SmokeCheck = {
  id: "identities",
  title: "The mock identity system says what it knows of people",
  port: "identities",
  method: "GET",
  path: "/v1/mock-identity-system/identity/identity-schema",
  expect: { status: 200 },
};
