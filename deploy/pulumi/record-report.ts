import { openCluster } from "../cluster/client.ts";
import { acquireLease } from "../cluster/lease.ts";
import { type ClusterRecord, type RunReport, readRecord, writeRecord } from "../cluster/record.ts";
import type { PulumiEngineOptions } from "./run.ts";

/**
 * Writes into a stack's record what the checks found after its last `up`. Where they passed, an upgrade is over: there
 * is nothing to go back to any more.
 */
export async function recordReport(
  options: Pick<PulumiEngineOptions, "kubeconfig" | "context" | "user">,
  stack: string,
  report: RunReport,
): Promise<void> {
  const cluster = await openCluster(options);
  try {
    const lease = await acquireLease(cluster, stack, options.user);
    try {
      const record = await readRecord(cluster, stack);
      if (record !== undefined) await writeRecord(cluster, stack, withReport(record, report));
    } finally {
      await lease.release();
    }
  } finally {
    cluster.close();
  }
}

/** The record with a report at its last `up`. Pure. */
export function withReport(record: ClusterRecord, report: RunReport): ClusterRecord {
  const last = record.runs.findLastIndex(({ what }) => what === "up");
  const runs = record.runs.map((run, index) => (index === last ? { ...run, report } : run));
  const { upgrade, ...rest } = record;
  const isOver = report.verdict === "passed" && upgrade?.phase === "applied";
  return { ...rest, runs, ...(upgrade === undefined || isOver ? {} : { upgrade }) };
}
