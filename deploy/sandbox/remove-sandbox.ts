import { type Cluster, ClusterError } from "../cluster/client.ts";
import { acquireLease, RECORD_NAMESPACE } from "../cluster/lease.ts";
import { removeRecord, sweepStack } from "../cluster/sweep.ts";
import { listRecords } from "./cluster-record.ts";
import { reaperNamespace } from "./reaper-config.ts";

/** How long after its time a sandbox counts as one whose reaper does not do its work, in milliseconds. */
const LATE_MS = 5 * 60_000;

/**
 * Removes a sandbox from the cluster with its data, its reaper and its record, from any machine: nothing but labels and
 * names is needed. Refuses while a run on it lives.
 */
export async function removeSandbox(cluster: Cluster, name: string, user: string): Promise<void> {
  const lease = await acquireLease(cluster, name, user).catch((error: Error) => {
    // The reaper took the lease away in between: it removes the same.
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  });
  try {
    await sweepStack(cluster, name, true);
    await removeRights(cluster, name);
  } finally {
    await lease?.release();
  }
  await removeRecord(cluster, name);
}

/** Removes sandboxes whose reaper failed them: those that are late by minutes. Answers their names. */
export async function removeLate(cluster: Cluster, user: string, now: number): Promise<string[]> {
  const records = await listRecords(cluster);
  const late = records.filter(({ expires }) => now - Date.parse(expires) > LATE_MS).map(({ name }) => name);
  const removed = await Promise.allSettled(late.map((name) => removeSandbox(cluster, name, user)));
  return late.filter((_, index) => removed[index]?.status === "fulfilled");
}

/** The rights go with the reaper's namespace, which owns them, a moment later; a person who waits wants them gone. */
async function removeRights(cluster: Cluster, sandbox: string): Promise<void> {
  const name = reaperNamespace(sandbox);
  const apiVersion = "rbac.authorization.k8s.io/v1";
  for (const kind of ["ClusterRoleBinding", "ClusterRole", "RoleBinding", "Role"]) {
    const namespace = kind.startsWith("Cluster") ? {} : { namespace: RECORD_NAMESPACE };
    await cluster.deleteObject({ apiVersion, kind, metadata: { name, ...namespace } });
  }
}
