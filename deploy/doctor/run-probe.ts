import { randomBytes } from "node:crypto";
import type { KubeObject } from "../../charts/spi/index.ts";
import { type Cluster, ClusterError } from "../cluster/client.ts";
import {
  callerPod,
  forbiddenPod,
  listenerPod,
  PROBE,
  PROBE_LIFETIME_S,
  type ProbeChoice,
  probeNamespace,
  probePolicies,
  writerObjects,
  writerRole,
} from "./probe-objects.ts";
import { hasEnded, isRunning, lastWords, type Said, untilPod, type WithStatus } from "./probe-pod.ts";
import { removeLeftovers, removeProbe, removeStale } from "./remove-probe.ts";

/** What a probe found out. */
export interface ProbeFindings {
  /** What the caller saw of the DNS and of the listener's ports. */
  readonly network: Said;
  /** What was written, by storage class; the empty one is the cluster's own choice. */
  readonly storage: readonly { readonly storageClass: string; readonly said: Said }[];
  /** How the cluster took a pod that the level `restricted` forbids. */
  readonly forbidden: { readonly status: number; readonly message: string };
}

/** Where and with what a probe is made. */
export interface ProbePlan {
  readonly image: string;
  readonly pullSecret?: KubeObject | undefined;
  readonly storageClasses: readonly string[];
  /** A namespace that is there already; without it, one is made and removed. */
  readonly namespace?: string | undefined;
  readonly signal: AbortSignal;
  /** Told where what was made could not be removed, and why. */
  readonly onLeft: (reason: string) => void;
}

/**
 * Runs pods of our own image in a namespace of their own, and removes all of it whatever happens. Each part of it has
 * its limit of time and says what it did not find out. Throws a ClusterError where the namespace cannot be made.
 */
export async function runProbe(cluster: Cluster, plan: ProbePlan): Promise<ProbeFindings> {
  await removeStale(cluster);
  const namespace = plan.namespace ?? `country-stack-${PROBE}-${randomBytes(3).toString("hex")}`;
  const made: KubeObject[] = [];
  const make = async (object: KubeObject): Promise<void> => {
    await create(cluster, object);
    made.push(object);
  };
  try {
    if (plan.namespace === undefined) await make(probeNamespace(namespace, expiry()));
    else await removeLeftovers(cluster, namespace);
    const { pullSecret } = plan;
    if (pullSecret !== undefined && plan.namespace === undefined) {
      const { name } = pullSecret.metadata;
      await make({ ...pullSecret, metadata: { name, namespace } });
    }
    const choice = { namespace, image: plan.image, pullSecret: pullSecret?.metadata.name };
    const network = probeNetwork(cluster, choice, make, plan.signal);
    const storage = plan.storageClasses.map(async (storageClass, index) => ({
      storageClass,
      said: await probeStorage(cluster, choice, make, { index, storageClass, signal: plan.signal }),
    }));
    // What one of them still makes after another was interrupted has to be removed, too.
    await Promise.allSettled([network, ...storage]);
    return {
      network: await network,
      storage: await Promise.all(storage),
      forbidden: await tryForbidden(cluster, namespace),
    };
  } finally {
    // What was found out matters more.
    await removeProbe(cluster, made).catch((error: Error) => plan.onLeft(error.message));
  }
}

async function probeNetwork(
  cluster: Cluster,
  choice: ProbeChoice,
  make: (object: KubeObject) => Promise<void>,
  signal: AbortSignal,
): Promise<Said> {
  return orUnknown(signal, async () => {
    for (const policy of probePolicies(choice)) await make(policy);
    await make(listenerPod(choice));
    const listener = await untilPod(cluster, choice.namespace, "listener", signal, isRunning);
    await make(callerPod(choice, String((listener as WithStatus).status?.podIP)));
    return lastWords(await untilPod(cluster, choice.namespace, "caller", signal, hasEnded));
  });
}

async function probeStorage(
  cluster: Cluster,
  choice: ProbeChoice,
  make: (object: KubeObject) => Promise<void>,
  { index, storageClass, signal }: { index: number; storageClass: string; signal: AbortSignal },
): Promise<Said> {
  return orUnknown(signal, async () => {
    for (const object of writerObjects(choice, index, storageClass)) await make(object);
    return lastWords(await untilPod(cluster, choice.namespace, writerRole(index), signal, hasEnded));
  });
}

/** Sends a pod that must not be taken, without meaning it. */
export async function tryForbidden(cluster: Cluster, namespace: string): Promise<ProbeFindings["forbidden"]> {
  const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  const { status, body } = await cluster.send({ method: "POST", path, body: forbiddenPod(namespace) });
  return { status, message: body?.message ?? "" };
}

async function orUnknown(signal: AbortSignal, probe: () => Promise<Said>): Promise<Said> {
  try {
    return await probe();
  } catch (error) {
    // Who interrupts wants no findings; all else is one of them.
    signal.throwIfAborted();
    return { unknown: (error as Error).message };
  }
}

async function create(cluster: Cluster, object: KubeObject): Promise<void> {
  const path = await cluster.pathOf(object);
  if (path === undefined) throw new ClusterError(404, `the cluster does not know ${object.kind}`);
  await cluster.ask({ method: "POST", path: path.slice(0, path.lastIndexOf("/")), body: object });
}

function expiry(): Date {
  return new Date(Date.now() + (PROBE_LIFETIME_S + 60) * 1000);
}
