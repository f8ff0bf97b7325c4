import { randomBytes } from "node:crypto";
import {
  callbackSink,
  SINK_NAME,
  SINK_PORT,
  sinkAddress,
  sinkCallers,
  sinkLabels,
  sinkNamespace,
  TEMPORARY_LABEL,
} from "../../charts/callback-sink.ts";
import type { KubeObject, Part, Stack } from "../../charts/spi/index.ts";
import type { PlacedSink } from "../engine.ts";
import { type Cluster, ClusterError, type ObjectName } from "./client.ts";
import { acquireLease, RECORD_NAMESPACE } from "./lease.ts";
import { isOwn } from "./ownership.ts";
import { isReady, listPods, readReason } from "./pod-reasons.ts";
import { openForward } from "./port-forward.ts";
import { waitUntilGone } from "./wait-until-gone.ts";

/** How long a sink stands at most. */
const LIFETIME_S = 3600;
const READY_MS = 120_000;
/** Where only the names of the sink's objects matter. */
const ANY = { token: "", expires: new Date(0), lifetimeS: LIFETIME_S };
const PAUSE_MS = 200;

/**
 * Runs a call-back sink in the cluster until it is closed; undefined where the stack has nobody there who may call
 * it: no mediator, and no part that makes calls of its own. Refuses while another run's sink stands; that of a dead run is removed. Rejects with the reason
 * where the sink does not come up, and leaves nothing behind.
 */
export async function placeSink(
  cluster: Cluster,
  stack: Stack,
  user: string,
  signal: AbortSignal,
): Promise<PlacedSink | undefined> {
  const callers = sinkCallers(stack);
  if (callers.length === 0) return undefined;
  const doing = `stack ${stack.name} is being checked`;
  const lease = await acquireLease(cluster, leaseName(stack), user, doing);
  const remove = async () => {
    try {
      await removeSink(cluster, stack);
    } finally {
      await lease.release();
    }
  };
  try {
    await removeObjects(cluster, stack);
    const token = randomBytes(32).toString("base64url");
    await makeObjects(cluster, stack, callers, token);
    await waitUntilReady(cluster, stack, signal);
    const target = { namespace: sinkNamespace(stack), service: SINK_NAME, port: SINK_PORT };
    const forward = await openForward(cluster, target);
    const close = async () => {
      await forward.close();
      await remove();
    };
    return { callbackUrl: sinkAddress(stack), controlUrl: `http://127.0.0.1:${forward.port}`, token, close };
  } catch (error) {
    // Why it did not come up matters more; what cannot be removed now, the next run removes.
    await remove().catch(() => undefined);
    throw error;
  }
}

/** Removes a stack's sink, or what a killed run left of it, and waits until it is gone. */
export async function removeSink(cluster: Cluster, stack: Stack): Promise<void> {
  await removeObjects(cluster, stack);
  await cluster.deleteObject({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: leaseName(stack), namespace: RECORD_NAMESPACE },
  });
}

async function removeObjects(cluster: Cluster, stack: Stack): Promise<void> {
  const callers = sinkCallers(stack);
  const [namespace, ...others] = callbackSink(stack, callers, ANY);
  const policies = callers.map((part) => policyName(part.namespace));
  const names = {
    // A namespace that stays: what is in it goes object by object, the pod before what it needs.
    given: [...others, ...pullSecretNames(stack)].toReversed(),
    other: [...(namespace === undefined ? [] : [namespace]), ...policies],
    unknown: policies,
  }[await readNamespace(cluster, stack)];
  const found = await Promise.all(names.map((name) => cluster.readObject(name)));
  const doomed = found
    .filter((object) => object !== undefined)
    .filter((object) => isTemporary(object, stack));
  for (const object of doomed) await cluster.deleteObject(object);
  await waitUntilGone(cluster, doomed);
}

/** The stack's pull secret as a sink's namespace has it. */
function pullSecretNames(stack: Stack): ObjectName[] {
  const { pullSecret: name } = stack.images;
  return name === undefined
    ? []
    : [{ apiVersion: "v1", kind: "Secret", metadata: { name, namespace: sinkNamespace(stack) } }];
}

/** Whether the sink's namespace was made by another team, and stays; `unknown` also where this user may not see it. */
async function readNamespace(cluster: Cluster, stack: Stack): Promise<"given" | "other" | "unknown"> {
  const { status, body } = await cluster.send({
    method: "GET",
    path: `/api/v1/namespaces/${sinkNamespace(stack)}`,
  });
  if (status !== 200) return "unknown";
  const namespace = body as KubeObject;
  const isStack =
    isOwn(namespace, stack.name) && namespace.metadata.labels?.["country-stack/part"] === undefined;
  return isStack && !isTemporary(namespace, stack) ? "given" : "other";
}

/** The lease that one run of checks holds on a stack. No stack's name has a dot. */
export function leaseName(stack: Pick<Stack, "name">): string {
  return `${stack.name}.${SINK_NAME}`;
}

function policyName(namespace: string) {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: SINK_NAME, namespace },
  };
}

/** A part that happens to be called so has a namespace of that name, too; it is none of ours here. */
function isTemporary(object: KubeObject, stack: Stack): boolean {
  return isOwn(object, stack.name) && object.metadata.labels?.[TEMPORARY_LABEL] === SINK_NAME;
}

async function makeObjects(
  cluster: Cluster,
  stack: Stack,
  callers: readonly Part[],
  token: string,
): Promise<void> {
  const expires = new Date(Date.now() + LIFETIME_S * 1000);
  const objects = callbackSink(stack, callers, { token, expires, lifetimeS: LIFETIME_S });
  const [namespace, ...others] = objects;
  const isGiven = (await readNamespace(cluster, stack)) === "given";
  for (const object of [
    isGiven ? undefined : namespace,
    await copyPullSecret(cluster, stack, callers[0]),
    ...others,
  ]) {
    if (object === undefined) continue;
    const path = await cluster.pathOf(object);
    if (path === undefined) throw new ClusterError(404, `the cluster does not know ${object.kind}`);
    // Whoever holds the name keeps it: nothing of another's is changed.
    await cluster.ask({ method: "POST", path: path.slice(0, path.lastIndexOf("/")), body: object });
  }
}

/** The pull secret of a part's images, for the sink's namespace. */
async function copyPullSecret(
  cluster: Cluster,
  stack: Stack,
  part: Part | undefined,
): Promise<KubeObject | undefined> {
  const name = stack.images.pullSecret;
  if (name === undefined || part === undefined) return undefined;
  const metadata = { name, namespace: part.namespace };
  const found = await cluster.readObject({ apiVersion: "v1", kind: "Secret", metadata });
  if (found === undefined) return undefined;
  const { type, data } = found as { type?: string; data?: unknown };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: sinkNamespace(stack), labels: sinkLabels(stack) },
    type,
    data,
  };
}

async function waitUntilReady(cluster: Cluster, stack: Stack, signal: AbortSignal): Promise<void> {
  const namespace = sinkNamespace(stack);
  const deadline = Date.now() + READY_MS;
  for (;;) {
    signal.throwIfAborted();
    const pods = await listPods(cluster, namespace);
    if (pods.some(isReady)) return;
    const failed = pods.some((pod) => pod.status?.phase === "Failed");
    if (failed || Date.now() > deadline) {
      const reason = (await readReason(cluster, [namespace])) ?? "it is not ready";
      throw new ClusterError(503, `the call-back sink does not come up: ${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
