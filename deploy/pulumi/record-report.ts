import { openCluster } from "../cluster/client.ts";
import { acquireLease } from "../cluster/lease.ts";
import {
  type ClusterRecord,
  type RunRecord,
  type RunReport,
  readRecord,
  writeRecord,
} from "../cluster/record.ts";
import type { PulumiEngineOptions } from "./run.ts";

type Access = Pick<PulumiEngineOptions, "kubeconfig" | "context" | "user">;

/**
 * Writes into a stack's record what the checks found after its last run of this kind. Where they passed after an `up`,
 * an upgrade is over: there is nothing to go back to any more.
 */
export function recordReport(
  options: Access,
  stack: string,
  report: RunReport,
  what: RunRecord["what"] = "up",
): Promise<void> {
  return changeRecord(options, stack, (record) => withReport(record, report, what));
}

/** Writes a run into a stack's record that changed nothing of the stack, once it has ended. */
export function recordRun(options: Access, stack: string, run: RunRecord): Promise<void> {
  return changeRecord(options, stack, (record) => ({ ...record, runs: [...record.runs, run] }));
}

async function changeRecord(
  options: Access,
  stack: string,
  change: (record: ClusterRecord) => ClusterRecord,
): Promise<void> {
  const cluster = await openCluster(options);
  try {
    const lease = await acquireLease(cluster, stack, options.user);
    try {
      const record = await readRecord(cluster, stack);
      if (record !== undefined) await writeRecord(cluster, stack, change(record));
    } finally {
      await lease.release();
    }
  } finally {
    cluster.close();
  }
}

/** The record with a report at its last run of this kind. Pure. */
export function withReport(
  record: ClusterRecord,
  report: RunReport,
  what: RunRecord["what"] = "up",
): ClusterRecord {
  const last = record.runs.findLastIndex((run) => run.what === what);
  const runs = record.runs.map((run, index) => (index === last ? { ...run, report } : run));
  const { upgrade, ...rest } = record;
  const isWhole = what === "up" && report.partial === undefined;
  const isOver = isWhole && report.verdict === "passed" && upgrade?.phase === "applied";
  return { ...rest, runs, ...(upgrade === undefined || isOver ? {} : { upgrade }) };
}
