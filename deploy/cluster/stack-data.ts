import type { KubeObject, Manifest, Part, Stack } from "../../charts/spi/index.ts";
import { type Cluster, ClusterError } from "./client.ts";
import { execIn, execOut } from "./exec.ts";
import { isReady, listPods, readReason } from "./pod-reasons.ts";
import { dataWorkload, restorePod } from "./restore-pod.ts";
import { waitUntilGone } from "./wait-until-gone.ts";

const READY_MS = 300_000;
const PAUSE_MS = 300;

/** A part's data as a stream, taken in its pod while it runs. Throws where it is not ready, or the output is cut off. */
export async function* takeData(
  cluster: Cluster,
  part: Part,
  manifests: readonly Manifest[],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const { backup, namespace, selector } = dataWorkload(part, manifests);
  const pod = (await listPods(cluster, namespace, selector)).find(isReady);
  if (pod === undefined) {
    const reason = await readReason(cluster, [namespace], selector);
    throw new ClusterError(503, `part ${part.name} has no pod that is ready${reason ? `: ${reason}` : ""}`);
  }
  const target = { namespace, pod: pod.metadata.name, container: backup.container, command: backup.take };
  let tail = "";
  for await (const chunk of execOut(cluster, target, signal)) {
    tail = `${tail}${chunk.subarray(-backup.ending.length).toString("latin1")}`.slice(-backup.ending.length);
    yield chunk;
  }
  if (tail !== backup.ending)
    throw new ClusterError(500, `the data of part ${part.name} were cut off on their way`);
}

/**
 * Starts the pods through which data are put on new volumes, all at once: each is one of its part's that nobody else
 * reaches, while the part itself is not there yet. Their namespaces, claims and what they mount have to be there.
 */
export async function startRestorePods(
  cluster: Cluster,
  stack: Stack,
  parts: readonly Part[],
  manifests: readonly Manifest[],
): Promise<void> {
  for (const part of parts)
    await createObject(cluster, restorePod(stack.name, part, dataWorkload(part, manifests)));
}

/** Puts a part's data on its volume through its pod. */
export async function putData(
  cluster: Cluster,
  stack: Stack,
  part: Part,
  manifests: readonly Manifest[],
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const workload = dataWorkload(part, manifests);
  const pod = restorePod(stack.name, part, workload);
  await untilReady(cluster, pod, part, signal);
  const { backup, namespace } = workload;
  const target = { namespace, pod: pod.metadata.name, container: backup.container, command: backup.put };
  await execIn(cluster, target, source, signal);
  await cluster.deleteObject(pod);
}

/** Removes the pods and waits until they are gone: only then may others use their volumes. */
export async function endRestorePods(
  cluster: Cluster,
  stack: Stack,
  parts: readonly Part[],
  manifests: readonly Manifest[],
): Promise<void> {
  const pods = parts.map((part) => restorePod(stack.name, part, dataWorkload(part, manifests)));
  await Promise.all(pods.map((pod) => cluster.deleteObject(pod)));
  await waitUntilGone(cluster, pods);
}

/** Makes an object; one of that name is in the way and is said. */
export async function createObject(cluster: Cluster, object: KubeObject): Promise<void> {
  const path = await cluster.pathOf(object);
  if (path === undefined) throw new ClusterError(404, `the cluster does not know ${object.kind}`);
  const collection = path.slice(0, path.lastIndexOf("/"));
  await cluster.ask({ method: "POST", path: collection, body: object });
}

async function untilReady(cluster: Cluster, pod: KubeObject, part: Part, signal: AbortSignal): Promise<void> {
  const { name, namespace = "" } = pod.metadata;
  const deadline = Date.now() + READY_MS;
  for (;;) {
    signal.throwIfAborted();
    const found = (await listPods(cluster, namespace)).find(({ metadata }) => metadata.name === name);
    if (found !== undefined && isReady(found)) return;
    if (found?.status?.phase === "Failed" || Date.now() > deadline) {
      const reason = (await readReason(cluster, [namespace])) ?? "it is not ready";
      throw new ClusterError(
        503,
        `the pod that puts back the data of ${part.name} does not come up: ${reason}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
