import type { Cluster } from "./client.ts";
import { RECORD_NAMESPACE } from "./lease.ts";
import { ownLabels } from "./ownership.ts";

/** One run of this tool against a stack. */
export interface RunRecord {
  /** `USER@HOST`. */
  readonly who: string;
  /** ISO 8601, UTC: when it began. */
  readonly when: string;
  readonly what: "up" | "down" | "refresh" | "backup" | "restore";
  readonly result: "running" | "done" | "failed" | "interrupted";
  /** ISO 8601, UTC: when it ended; absent while it runs, and of one that died. */
  readonly until?: string;
  /** SHA-256, hexadecimal, of the profile that it was given. */
  readonly profileHash?: string;
  readonly toolVersion?: string;
}

/** A backup that is being put back: while `putting`, its data are not all there; when `put`, they are. */
export interface RestoreMark {
  readonly backup: string;
  readonly phase: "putting" | "put";
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
}

const RUNS = 20;

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
    ...parseRestore(data["restore"]),
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
      runs: JSON.stringify(record.runs.slice(-RUNS), null, 1),
      ...(record.restore === undefined ? {} : { restore: JSON.stringify(record.restore) }),
    },
  };
  await cluster.ask({
    method: "PATCH",
    path: `${recordPath(stack)}?fieldManager=country-stack&force=true`,
    body,
    contentType: "application/apply-patch+yaml",
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

function parseRestore(text: string | undefined): Pick<ClusterRecord, "restore"> {
  try {
    return text === undefined ? {} : { restore: JSON.parse(text) as RestoreMark };
  } catch {
    return {};
  }
}
