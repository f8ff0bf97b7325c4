import type { Stack } from "../../charts/spi/index.ts";
import type { RunPlan } from "../../deploy/cluster/record.ts";
import type { Jump } from "../../deploy/upgrade/judge-jumps.ts";
import type { ClusterPlan } from "../plan/cluster-plan.ts";

/** What the record of runs keeps of a plan against a cluster. */
export function runPlanOf({ counts, parts, upgrades }: ClusterPlan): RunPlan {
  const { create, update, replace, delete: removed } = counts;
  return {
    counts: { create, update, replace, delete: removed },
    parts: parts.map(({ part, how }) => ({ part, how })),
    upgrades: upgrades.map(({ part, product, from, to }) => ({ part, product, from, to })),
  };
}

/** The same for this machine, where every part that runs here is started. */
export function localRunPlan({ parts }: Stack, upgrades: readonly Jump[]): RunPlan {
  const own = parts.filter(({ external }) => external === undefined);
  return {
    counts: { create: own.length, update: 0, replace: 0, delete: 0 },
    parts: own.map(({ name }) => ({ part: name, how: "started" })),
    upgrades,
  };
}
