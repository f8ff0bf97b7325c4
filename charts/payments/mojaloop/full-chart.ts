import type { Construct } from "constructs";
import { addHelmRelease } from "../../../constructs/helm-release.ts";
import { addJob } from "../../../constructs/job.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import { addQuota } from "../../../constructs/quota.ts";
import { addPeerFlows } from "../../platform/operator.ts";
import { OWN_USER, type ProductContext, partsIn } from "../../spi/index.ts";
import { createDatabase } from "./databases.ts";
import { CHART, chartValues, RELEASE } from "./full-chart-values.ts";
import type { Plan } from "./plan.ts";
import type { HubAddresses, MojaloopOptions } from "./settings.ts";

/** Ports of the chart's Services, and those at which its pods and the adapter listen. */
const PORTS = [80, 3000, 3001, 3002, 3003, 3007, 4001, 4002, 4003, 8081];

/**
 * Adds upstream's umbrella chart with its databases, which it does not make itself. What is in it was not examined:
 * a quota is around it, and it finds no password in its values, only the names of Secrets.
 */
export function addFullChart(scope: Construct, plan: Plan): void {
  const { context, database } = plan;
  const { stack, part } = context;
  // The database and the broker are in the same namespace, and so within the same quota.
  const parts = partsIn(stack, part.namespace);
  const sum = (of: (footprint: ProductContext["footprint"]) => number) =>
    parts.reduce((total, { product }) => total + of(product.footprint[stack.size]), 0);
  addQuota(scope, {
    // Twice of all, for the moment in which a new release stands beside the old one.
    cpu: formatCpu(sum(({ cpu }) => parseCpu(cpu)) * 2),
    memory: formatBytes(sum(({ memory }) => parseBytes(memory)) * 2),
    memoryLimit: formatBytes(sum(({ memory }) => parseBytes(memory)) * 4),
    pods: 200,
    storage: formatBytes(sum(({ storage }) => parseBytes(storage))),
  });
  for (const owner of ["central-ledger", "account-lookup", "oracle"] as const) {
    addJob(scope, context, {
      component: `create-${owner}`,
      user: OWN_USER,
      // Its tables are the chart's affair.
      containers: [createDatabase(database, owner, "keep")],
    });
  }
  addHelmRelease(scope, { ...CHART, name: RELEASE, values: chartValues(plan), timeout: "60m" });
  addPeerFlows(scope, context, PORTS);
}

/** Where the chart's Services are, as far as upstream's guides name them; the profile may say otherwise. */
export function fullChartAddresses({ part }: ProductContext<MojaloopOptions>): HubAddresses {
  const at = (service: string) => `http://${RELEASE}-${service}.${part.namespace}.svc.cluster.local`;
  return {
    ledger: at("centralledger-service"),
    transfers: at("ml-api-adapter-service"),
    lookup: at("account-lookup-service"),
    lookupAdmin: at("account-lookup-service-admin"),
    quotes: at("quoting-service"),
    oracle: at("als-msisdn-oracle"),
    settlement: at("centralsettlement-service"),
  };
}
