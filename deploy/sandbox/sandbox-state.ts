import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { isReady, type Pod } from "../cluster/pod-reasons.ts";
import { SANDBOX_LABEL } from "./marks.ts";

/** How a sandbox is. `ending`: its time is over or it is being removed. `stopped`: nothing of it runs. */
export type SandboxState = "ready" | "not ready" | "stopped" | "ending";

/** The state of each sandbox of a cluster, by name; those of which nothing is there are absent. */
export async function readStates(cluster: Cluster): Promise<Map<string, SandboxState>> {
  const query = `labelSelector=${encodeURIComponent(SANDBOX_LABEL)}`;
  const [namespaces, pods] = await Promise.all([
    cluster.ask({ method: "GET", path: `/api/v1/namespaces?${query}` }),
    cluster.ask({ method: "GET", path: "/api/v1/pods?labelSelector=country-stack%2Fstack" }),
  ]);
  const podsByNamespace = new Map<string, Pod[]>();
  for (const pod of pods.items as (Pod & KubeObject)[]) {
    const namespace = pod.metadata.namespace ?? "";
    podsByNamespace.set(namespace, [...(podsByNamespace.get(namespace) ?? []), pod]);
  }
  const bySandbox = Map.groupBy(
    namespaces.items as KubeObject[],
    ({ metadata }) => metadata.labels?.[SANDBOX_LABEL] ?? "",
  );
  return new Map([...bySandbox].map(([name, own]) => [name, judge(own, podsByNamespace)]));
}

function judge(namespaces: readonly KubeObject[], pods: ReadonlyMap<string, readonly Pod[]>): SandboxState {
  if (namespaces.some(({ metadata }) => "deletionTimestamp" in metadata)) return "ending";
  const ready = namespaces.every(({ metadata }) => {
    const own = pods.get(metadata.name) ?? [];
    return own.length > 0 && own.every(isReady);
  });
  return ready ? "ready" : "not ready";
}
