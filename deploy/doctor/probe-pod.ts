import type { KubeObject } from "../../charts/spi/index.ts";
import { type Cluster, ClusterError } from "../cluster/client.ts";
import { type ClusterEvent, explainPods, type Pod } from "../cluster/pod-reasons.ts";
import { nameOf } from "./probe-objects.ts";

/** What a pod of a probe said at its end, or why nothing is known. */
export type Said = { readonly said: unknown } | { readonly unknown: string };

/** How long a pod may take to start, or to say what it found. */
const LIMIT_MS = 90_000;
const PAUSE_MS = 300;

/** A pod, as far as a probe reads it. */
export interface WithStatus {
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly state?: {
        readonly terminated?: { readonly message?: string; readonly exitCode: number };
        readonly waiting?: { readonly reason?: string };
      };
    }[];
  };
}

/** Whether a pod runs and has an address. */
export const isRunning = ({ status }: WithStatus): boolean =>
  status?.phase === "Running" && status.podIP !== undefined;
/** Whether a pod has ended. */
export const hasEnded = ({ status }: WithStatus): boolean =>
  ["Succeeded", "Failed"].includes(status?.phase ?? "");

/** What a pod that waits for its image does not leave by waiting. */
const HOPELESS = ["ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError"];

/** Waits for a pod; throws with the reason why it does not come so far in time. */
export async function untilPod(
  cluster: Cluster,
  namespace: string,
  role: string,
  signal: AbortSignal,
  isThere: (pod: WithStatus) => boolean,
): Promise<KubeObject> {
  const metadata = { name: nameOf(role), namespace };
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    signal.throwIfAborted();
    const pod = await cluster.readObject({ apiVersion: "v1", kind: "Pod", metadata });
    if (pod !== undefined && isThere(pod as WithStatus)) return pod;
    if (pod === undefined || Date.now() > deadline || isHopeless(pod as WithStatus)) {
      throw new ClusterError(503, await reasonOf(cluster, namespace, pod));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function isHopeless(pod: WithStatus): boolean {
  const [container] = pod.status?.containerStatuses ?? [];
  return hasEnded(pod) || HOPELESS.includes(container?.state?.waiting?.reason ?? "");
}

async function reasonOf(cluster: Cluster, namespace: string, pod: KubeObject | undefined): Promise<string> {
  if (pod === undefined) return "its pod was removed";
  const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning`;
  const { status, body } = await cluster.send({ method: "GET", path });
  const events = status === 200 ? (body.items as ClusterEvent[]) : [];
  return explainPods([pod as unknown as Pod], events) ?? "its pod did not end in time";
}

/** What the container wrote at its end, a line of JSON. */
export function lastWords(pod: KubeObject): Said {
  const [container] = (pod as WithStatus).status?.containerStatuses ?? [];
  const { message = "", exitCode } = container?.state?.terminated ?? {};
  try {
    return { said: JSON.parse(message) };
  } catch {
    return { unknown: `its pod ended with exit code ${exitCode ?? "?"} and said nothing` };
  }
}
