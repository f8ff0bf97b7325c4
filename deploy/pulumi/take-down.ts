import { sinkNamespace } from "../../charts/callback-sink.ts";
import { keptNamespaces } from "../cluster/is-allowed.ts";
import { removeSink } from "../cluster/sink-pod.ts";
import { removeRecord, sweepStack } from "../cluster/sweep.ts";
import type { DownOptions } from "../engine.ts";
import { PARALLEL } from "./bring-up.ts";
import {
  countPending,
  type DeploymentState,
  editState,
  namespacesIn,
  resourcesOf,
  withoutRetention,
} from "./deployment-state.ts";
import { refuseOtherCluster } from "./prepare.ts";
import { createProviderProgram } from "./program.ts";
import type { Run } from "./run.ts";
import { namespacesOf } from "./stack-backup.ts";
import { strayReleases } from "./stray-releases.ts";
import { untilDone } from "./update-stack.ts";

/**
 * Removes what was installed. Claims, secrets and their namespaces stay unless data is to be deleted; then the record,
 * the lease and the state go too, and the API is as it was before the first `up`, but where the runs are to be kept.
 * Namespaces that this user may not remove stay, without what was in them.
 */
export async function takeDown(run: Run, options: DownOptions): Promise<void> {
  const { workspace, cluster, inputs, stack, signal } = run;
  const places = new Set([...namespacesOf(stack), sinkNamespace(stack)]);
  await untilDone(run, async (listen) => {
    const read = await workspace.exportState();
    refuseOtherCluster(stack.name, read, inputs.uid);
    if (resourcesOf(read).length === 0) return passLock(run, read);
    const namespaces = namespacesIn(read);
    for (const name of namespaces) places.add(name);
    const given = options.deleteData ? await keptNamespaces(cluster, namespaces) : new Set<string>();
    const insert = await strayReleases(cluster, stack.name, read);
    const cleared = editState(read, { forget: new Set(), insert });
    if (options.deleteData || countPending(read) + insert.length > 0) {
      await workspace.importState(options.deleteData ? withoutRetention(cleared, given) : cleared);
    }
    const pulumi = await workspace.stackFor(createProviderProgram(inputs));
    await pulumi.destroy({
      parallel: PARALLEL,
      signal,
      showSecrets: false,
      runProgram: true,
      onEvent: listen,
    });
  });
  signal.throwIfAborted();
  await removeSink(cluster, stack);
  const kept = await sweepStack(cluster, stack.name, options.deleteData, [...places]);
  for (const object of kept) options.onKept?.(object);
  if (!options.deleteData) return;
  if (!options.keepRuns) run.forgetRecord();
  await untilDone(run, () => workspace.remove());
  if (options.keepRuns) return run.forgetData();
  await run.lease.release();
  await removeRecord(cluster, stack.name);
}

/**
 * Writes the state as it is where a dead run came before: its engine may still be about to end, or have left its lock,
 * which only who writes is told.
 */
async function passLock({ lease, workspace }: Run, state: DeploymentState): Promise<void> {
  if (lease.before !== undefined) await workspace.importState(state);
}
