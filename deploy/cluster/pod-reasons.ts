import type { Cluster } from "./client.ts";

/** A pod as the API serves it, as far as reasons are read from it. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: {
    readonly containers: readonly {
      readonly name: string;
      readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode: number; readonly message?: string };
  };
}

/** Something that the cluster reports about an object. */
export interface ClusterEvent {
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly message: string;
  readonly type: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** Whether a pod serves. */
export function isReady(pod: Pod): boolean {
  const ready = pod.status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" && pod.metadata.deletionTimestamp === undefined;
}

/** The pods of a namespace. */
export async function listPods(cluster: Cluster, namespace: string, selector = ""): Promise<readonly Pod[]> {
  const query = selector === "" ? "" : `?labelSelector=${encodeURIComponent(selector)}`;
  const path = `/api/v1/namespaces/${namespace}/pods${query}`;
  return (await cluster.ask({ method: "GET", path })).items;
}

/** Why the pods of these namespaces, all or those of a label selector, are not ready, in one short sentence; undefined where nothing is amiss. */
export async function readReason(
  cluster: Cluster,
  namespaces: readonly string[],
  selector = "",
): Promise<string | undefined> {
  for (const namespace of namespaces) {
    const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning`;
    const [pods, events] = await Promise.all([
      listPods(cluster, namespace, selector),
      cluster.ask({ method: "GET", path }).then((list) => list.items as ClusterEvent[]),
    ]);
    const reason = explainPods(pods, events);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Explains the first pod that is not ready, or why there is none; the newest warning tells what a state does not. */
export function explainPods(pods: readonly Pod[], events: readonly ClusterEvent[]): string | undefined {
  const unready = pods.find((pod) => !isReady(pod) && pod.status?.phase !== "Succeeded");
  if (unready !== undefined) {
    const { name } = unready.metadata;
    return `${name}: ${stateOf(unready) ?? newestAbout(events, name) ?? "not ready yet"}`;
  }
  if (pods.length > 0) return undefined;
  const newest = newestOf(events);
  return newest === undefined ? undefined : `${newest.involvedObject.name}: ${shorten(newest.message)}`;
}

/** What a pod's own status says; a state that every pod passes through says nothing. */
function stateOf({ status }: Pod): string | undefined {
  const unscheduled = status?.conditions?.find(
    (one) => one.type === "PodScheduled" && one.status === "False",
  );
  if (unscheduled?.message) return shorten(unscheduled.message);
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return containers.map(explainContainer).find((reason) => reason !== undefined);
}

function explainContainer({ name, state }: ContainerStatus): string | undefined {
  const { reason, message } = state?.waiting ?? {};
  if (reason !== undefined && !["ContainerCreating", "PodInitializing"].includes(reason)) {
    return shorten(`${name} waits (${reason})${message === undefined ? "" : `: ${message}`}`);
  }
  const code = state?.terminated?.exitCode ?? 0;
  return code === 0 ? undefined : `${name} ended with exit code ${code}`;
}

function newestAbout(events: readonly ClusterEvent[], pod: string): string | undefined {
  const message = newestOf(events.filter(({ involvedObject }) => involvedObject.name === pod))?.message;
  return message === undefined ? undefined : shorten(message);
}

function newestOf(events: readonly ClusterEvent[]): ClusterEvent | undefined {
  const time = (event: ClusterEvent) => event.lastTimestamp ?? event.eventTime ?? "";
  return [...events].sort((a, b) => (time(a) < time(b) ? 1 : -1))[0];
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
