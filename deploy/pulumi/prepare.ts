import { hostname } from "node:os";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { EngineRefusal } from "../engine.ts";
import { isAlive } from "../process-alive.ts";
import { planAdoption, providerUrnOf, stateEntry } from "./adoption.ts";
import {
  clusterOf,
  countPending,
  type DeploymentState,
  editState,
  objectsOf,
  providerOf,
  type StateResource,
  secretValue,
} from "./deployment-state.ts";
import { findDrifted, withEntries } from "./drifted-entries.ts";
import { compareWithLive } from "./live-objects.ts";
import { type ClusterInputs, providerSettings } from "./program.ts";
import type { Run } from "./run.ts";
import { livingLocks, parseLocks } from "./stale-lock.ts";
import { PROVIDER_VERSION } from "./tools.ts";

/** How long an engine whose tool is dead may take to end by itself, and then after being asked, in milliseconds. */
const ORPHAN_MS = 10_000;

/** A state that fits the cluster. */
export interface PreparedState {
  readonly state: DeploymentState;
  /** Whether it differs from the one that was read. */
  readonly changed: boolean;
}

/**
 * Makes the state fit the cluster: operations that a dead run left open are cleared, objects of ours that the state
 * does not know are taken in, those that are gone are forgotten, those that a hand changed are recorded as they are.
 * Refuses the state of another cluster, and objects of others that have the names of ours, all of them by name. Nothing
 * in the cluster is changed; `live` is what it has of the manifests, by id.
 */
export async function prepareState(
  stack: string,
  manifests: readonly Manifest[],
  state: DeploymentState,
  live: ReadonlyMap<string, KubeObject>,
  cluster: Cluster,
  inputs: ClusterInputs,
): Promise<PreparedState> {
  refuseOtherCluster(stack, state, inputs.uid);
  const plan = planAdoption(stack, manifests, state, live);
  if (plan.foreign.length > 0) throw refuseForeign(stack, plan.foreign);
  const drifted = await findDrifted(cluster, manifests, state, live);
  const changed = plan.adopt.length + plan.gone.length + drifted.size + countPending(state) > 0;
  if (!changed) return { state, changed };
  const provider = providerOf(state) ?? newProvider(stack, inputs);
  const reference = `${provider.urn}::${provider.id}`;
  const found = await Promise.all(
    plan.adopt.map((manifest) => compareWithLive(cluster, manifest, live.get(manifest.id) as KubeObject)),
  );
  const entries = found.map((object) => stateEntry(stack, object, reference));
  const isNew = entries.length > 0 && providerOf(state) === undefined;
  const insert = isNew ? [provider, ...entries] : entries;
  const edited = editState(withEntries(state, drifted), { forget: new Set(plan.gone), insert });
  return { state: edited, changed };
}

/** The types that the state's objects have, by manifest id. */
export function knownTypes(state: DeploymentState): Map<string, string> {
  return new Map([...objectsOf(state)].map(([id, { type }]) => [id, type]));
}

/** Refuses a state that describes another cluster than the one that is talked to. */
export function refuseOtherCluster(stack: string, state: DeploymentState, uid: string): void {
  const known = clusterOf(state);
  if (known === undefined || known === uid) return;
  throw new EngineRefusal(
    `the state of stack ${stack} describes another cluster (kube-system ${known}) than this one (${uid}); choose that cluster with --context, or give this one a state of its own with --state`,
  );
}

/**
 * Releases the lock that a dead run left on the state. An engine that outlived its tool is asked to end, and ended
 * after a while. Refuses where the lock's owner lives and is none of ours.
 */
export async function releaseDeadLock(run: Run, output: string): Promise<void> {
  const living = livingLocks(parseLocks(output), hostname(), isAlive);
  const isOrphan = run.lease.before?.host === hostname() && !isAlive(run.lease.before.pid);
  for (const { pid, user, since } of living) {
    if (!isOrphan) {
      throw new EngineRefusal(
        `the state of stack ${run.stack.name} is locked by process ${pid} of ${user} on this machine since ${since}, which is no run of this tool; wait for it, or end it`,
      );
    }
    await endProcess(pid);
  }
  await run.workspace.cancel();
}

async function endProcess(pid: number): Promise<void> {
  for (const signal of [undefined, "SIGINT", "SIGKILL"] as const) {
    if (!isAlive(pid)) return;
    if (signal !== undefined) process.kill(pid, signal);
    const deadline = Date.now() + ORPHAN_MS;
    while (isAlive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function refuseForeign(stack: string, foreign: readonly Manifest[]): EngineRefusal {
  const names = foreign.map(({ object: { kind, metadata } }) =>
    metadata.namespace === undefined
      ? `${kind} ${metadata.name}`
      : `${kind} ${metadata.namespace}/${metadata.name}`,
  );
  return new EngineRefusal(
    `the cluster already has objects of these names that do not belong to stack ${stack}: ${names.join(", ")}; nothing was changed; remove or rename them, or hand them over: kubectl label KIND NAME app.kubernetes.io/managed-by=country-stack country-stack/stack=${stack}`,
    [...new Set(foreign.map(({ part }) => part))],
  );
}

/** What the provider's entry in the state holds. */
export function providerEntrySettings(inputs: ClusterInputs): Record<string, unknown> {
  return {
    ...providerSettings(inputs.uid),
    kubeconfig: secretValue(inputs.kubeconfig),
    version: PROVIDER_VERSION,
  };
}

function newProvider(stack: string, inputs: ClusterInputs): StateResource {
  const settings = providerEntrySettings(inputs);
  return {
    urn: providerUrnOf(stack),
    custom: true,
    id: crypto.randomUUID(),
    type: "pulumi:providers:kubernetes",
    inputs: settings,
    outputs: settings,
  };
}
