import type { Cluster } from "./client.ts";
import type { PlacedPod } from "./node-slots.ts";
import type { NodeObject, PlacedPodSpec } from "./pod-placing.ts";

/** The nodes of a cluster and what runs on them. */
export interface ClusterRoom {
  readonly nodes: readonly NodeObject[];
  readonly running: readonly PlacedPod[];
}

interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: PlacedPodSpec;
  readonly status?: { readonly phase?: string };
}

/**
 * The nodes and the pods that have their place on one and have not ended, those in the given namespaces left out: what
 * is to be placed anew. Undefined where this user may not list nodes or pods.
 */
export async function readRoom(
  cluster: Cluster,
  without: ReadonlySet<string>,
): Promise<ClusterRoom | undefined> {
  const [nodes, pods] = await Promise.all([
    cluster.send({ method: "GET", path: "/api/v1/nodes" }),
    cluster.send({ method: "GET", path: "/api/v1/pods" }),
  ]);
  if (nodes.status !== 200 || pods.status !== 200) return undefined;
  const living = (pods.body.items as PodObject[]).filter(
    ({ metadata, spec, status }) =>
      spec.nodeName !== undefined &&
      !["Succeeded", "Failed"].includes(status?.phase ?? "") &&
      !without.has(metadata.namespace),
  );
  return {
    nodes: nodes.body.items,
    running: living.map(({ metadata: { name, namespace, labels = {} }, spec }) => ({
      name,
      namespace,
      labels,
      spec,
    })),
  };
}
