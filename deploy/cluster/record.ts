import type { InstalledRelease, Jump } from "../upgrade/judge-jumps.ts";
import type { Cluster } from "./client.ts";
import { RECORD_NAMESPACE } from "./lease.ts";
import { ownLabels } from "./ownership.ts";

/** One run of this tool against a stack. */
export interface RunRecord {
  /** `USER@HOST`. */
  readonly who: string;
  /** ISO 8601, UTC: when it began. */
  readonly when: string;
  readonly what: "up" | "down" | "refresh" | "backup" | "restore" | "go back" | "secrets rotate" | "test";
  /** The part whose secrets were made anew, the Secret of the authority that took a step, or the backup that was put back. */
  readonly of?: string;
  readonly result: "running" | "done" | "failed" | "interrupted";
  /** ISO 8601, UTC: when it ended; absent while it runs, and of one that died. */
  readonly until?: string;
  /** SHA-256, hexadecimal, of the profile that it was given. */
  readonly profileHash?: string;
  readonly toolVersion?: string;
  /** What it was going to do, where it was to change something. */
  readonly plan?: RunPlan;
  /** What the checks found after it, where any ran. */
  readonly report?: RunReport;
}

/** What a run was going to do, in short. */
export interface RunPlan {
  readonly counts: Readonly<Record<"create" | "update" | "replace" | "delete", number>>;
  /** The parts that it touched, and how. */
  readonly parts: readonly { readonly part: string; readonly how: string }[];
  readonly upgrades: readonly Jump[];
}

/** What the checks found after a run, in short. */
export interface RunReport {
  readonly verdict: "passed" | "failed";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly summary: Readonly<Record<"passed" | "failed" | "skipped" | "error", number>>;
  /** Of some parts, or of the checks that read: there is nothing to be compared with what all checks found. */
  readonly partial?: true;
  /** The state of every check: JSON, compressed (gzip) and in Base64; kept of the last {@link REPORTS} reports. */
  readonly checks?: string;
}

/** A backup that is being put back: while `putting`, its data are not all there; when `put`, they are. */
export interface RestoreMark {
  readonly backup: string;
  readonly phase: "putting" | "put";
}

/**
 * An upgrade whose checks have not passed: `begun` until the newer releases stand, `applied` from then on; `going-back`
 * while the older data are being put back, and `back` when they are and the older releases do not stand yet.
 */
export interface UpgradeMark {
  readonly parts: readonly Jump[];
  readonly phase: "begun" | "applied" | "going-back" | "back";
  /** What was stored before; absent where nothing was to be stored, or was left out as asked. */
  readonly backup?: { readonly place: string; readonly file: string };
}

/** What the cluster remembers of a stack, in ConfigMap `country-stack/STACK`. */
export interface ClusterRecord {
  /** Where the engine's state is, without credentials. */
  readonly state: string;
  readonly profileHash: string;
  readonly toolVersion: string;
  /** The last 20, oldest first. */
  readonly runs: readonly RunRecord[];
  /** Present from the beginning of a restore to the end of the `up` after it. */
  readonly restore?: RestoreMark;
  /** The releases whose data are there, also of parts that have left; absent before the first whole `up`. */
  readonly releases?: readonly InstalledRelease[];
  /** Present from the beginning of an upgrade until checks have passed after it. */
  readonly upgrade?: UpgradeMark;
}

const RUNS = 20;
/** Of how many runs the states of all checks are kept: a ConfigMap holds a mebibyte. */
export const REPORTS = 10;

/** The record of a stack; undefined where the cluster has none, or one that cannot be read. */
export async function readRecord(cluster: Cluster, stack: string): Promise<ClusterRecord | undefined> {
  const { status, body } = await cluster.send({ method: "GET", path: recordPath(stack) });
  if (status !== 200) return undefined;
  const data = (body.data ?? {}) as Record<string, string>;
  return {
    state: data["state"] ?? "",
    profileHash: data["profileHash"] ?? "",
    toolVersion: data["toolVersion"] ?? "",
    runs: parseRuns(data["runs"]),
    ...parsed<"restore", RestoreMark>("restore", data["restore"]),
    ...parsed<"releases", readonly InstalledRelease[]>("releases", data["releases"]),
    ...parsed<"upgrade", UpgradeMark>("upgrade", data["upgrade"]),
  };
}

/** Writes the record of a stack, keeping the newest runs. The caller holds the stack's lease. */
export async function writeRecord(cluster: Cluster, stack: string, record: ClusterRecord): Promise<void> {
  const body = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: stack, namespace: RECORD_NAMESPACE, labels: ownLabels(stack) },
    data: {
      state: record.state,
      profileHash: record.profileHash,
      toolVersion: record.toolVersion,
      runs: JSON.stringify(keptRuns(record.runs), null, 1),
      ...(record.restore === undefined ? {} : { restore: JSON.stringify(record.restore) }),
      ...(record.releases === undefined ? {} : { releases: JSON.stringify(record.releases) }),
      ...(record.upgrade === undefined ? {} : { upgrade: JSON.stringify(record.upgrade) }),
    },
  };
  await cluster.ask({
    method: "PATCH",
    path: `${recordPath(stack)}?fieldManager=country-stack&force=true`,
    body,
    contentType: "application/apply-patch+yaml",
  });
}

/** The newest runs; of the older ones only how the checks ended. */
export function keptRuns(runs: readonly RunRecord[]): RunRecord[] {
  const kept = runs.slice(-RUNS);
  const told = kept.filter(({ report }) => report?.checks !== undefined).slice(-REPORTS);
  return kept.map((run) => {
    if (run.report?.checks === undefined || told.includes(run)) return run;
    const { checks: _, ...report } = run.report;
    return { ...run, report };
  });
}

function recordPath(stack: string): string {
  return `/api/v1/namespaces/${RECORD_NAMESPACE}/configmaps/${stack}`;
}

function parseRuns(text: string | undefined): RunRecord[] {
  try {
    const runs = JSON.parse(text ?? "[]");
    return Array.isArray(runs) ? runs : [];
  } catch {
    return [];
  }
}

function parsed<K extends string, T>(key: K, text: string | undefined): { readonly [P in K]?: T } {
  try {
    return text === undefined ? {} : ({ [key]: JSON.parse(text) } as { readonly [P in K]: T });
  } catch {
    return {};
  }
}
