import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { readReason } from "../cluster/pod-reasons.ts";
import { EngineRefusal } from "../engine.ts";
import type { ApiAddress, ReaperConfig } from "./reaper-config.ts";
import { type ReaperPlace, reaperNamespaceObject, reaperObjects } from "./reaper-objects.ts";
import { reaperRights } from "./reaper-rights.ts";

const READY_MS = 90_000;

/** Puts a sandbox's reaper into the cluster, before anything that it is to remove. */
export async function installReaper(
  cluster: Cluster,
  config: ReaperConfig,
  place: ReaperPlace,
): Promise<void> {
  const namespace = await applyObject(cluster, reaperNamespaceObject(config));
  const { name, uid } = namespace.metadata as { name: string; uid: string };
  const objects = [...reaperRights(config, { name, uid }), ...reaperObjects(config, place)];
  for (const object of objects) await applyObject(cluster, object);
}

/** Waits until the reaper has read its record. Refuses, with the reason, where it does not: nothing would end the sandbox. */
export async function untilReaperRuns(cluster: Cluster, config: ReaperConfig): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${config.ownNamespace}/deployments/reaper`;
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const { status } = await cluster.ask({ method: "GET", path });
    if ((status?.availableReplicas ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const reason = await readReason(cluster, [config.ownNamespace]);
  throw new EngineRefusal(
    `the reaper of sandbox ${config.sandbox} does not run: ${reason ?? "no reason given"}`,
  );
}

/**
 * Where pods reach the API server: the Service's own addresses, and those behind it, which are needed where networks
 * judge by them and where the Service does not work.
 */
export async function findApiServers(cluster: Cluster): Promise<ApiAddress[]> {
  const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
  const [{ items }, { spec }] = await Promise.all([
    cluster.ask({ method: "GET", path: `${slices}?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes` }),
    cluster.ask({ method: "GET", path: "/api/v1/namespaces/default/services/kubernetes" }),
  ]);
  const behind = (items as Slice[]).flatMap(({ endpoints, ports }) =>
    (endpoints ?? []).flatMap(({ addresses }) =>
      addresses.flatMap((address) => (ports ?? []).map(({ port }) => ({ address, port }))),
    ),
  );
  const own = (spec.clusterIPs as string[]).flatMap((address) =>
    (spec.ports as { port: number }[]).map(({ port }) => ({ address, port })),
  );
  return [...own, ...behind];
}

interface Slice {
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[];
  readonly ports?: readonly { readonly port: number }[];
}

async function applyObject(cluster: Cluster, object: KubeObject): Promise<KubeObject> {
  const path = await cluster.pathOf(object);
  return cluster.ask({
    method: "PATCH",
    path: `${path}?fieldManager=country-stack-sandbox&force=true`,
    body: object,
    contentType: "application/apply-patch+yaml",
  });
}
