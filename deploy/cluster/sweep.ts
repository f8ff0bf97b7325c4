import { HOLDS_DATA_ANNOTATION, type KubeObject } from "../../charts/spi/index.ts";
import type { KeptObject } from "../engine.ts";
import { type Cluster, ClusterError, type ObjectName, type ServedKind } from "./client.ts";
import { keptNamespaces } from "./is-allowed.ts";
import { RECORD_NAMESPACE } from "./lease.ts";
import { isOwn, ownLabels } from "./ownership.ts";
import { waitUntilGone } from "./wait-until-gone.ts";

/** Kinds that hold data. */
const DATA = ["PersistentVolumeClaim", "Secret"];
/** Objects that the cluster makes and removes after others, with labels that it copied. */
const DERIVED = ["Endpoints", "EndpointSlice", "Event", "PodMetrics", "ControllerRevision"];

/**
 * Removes what carries the stack's labels and is left after the engine's own removal, such as objects of a run that
 * was killed. Without `deleteData`, claims, secrets and the namespaces that hold any stay, and are answered; so do
 * namespaces that this user may not remove. `places` are the stack's namespaces, for who may not list in all.
 */
export async function sweepStack(
  cluster: Cluster,
  stack: string,
  deleteData: boolean,
  places: readonly string[] = [],
): Promise<KeptObject[]> {
  const objects = await findOwn(cluster, stack, places);
  const namespaces = objects.filter(({ kind }) => kind === "Namespace");
  const others = objects.filter(({ kind }) => kind !== "Namespace");
  const kept = deleteData ? [] : others.filter(holdsData);
  const holding = deleteData ? new Set<string>() : await findHolding(cluster, namespaces, kept);
  const free = namespaces.filter(({ metadata }) => !holding.has(metadata.name));
  const given = await keptNamespaces(
    cluster,
    free.map(({ metadata }) => metadata.name),
  );
  const doomed = free.filter(({ metadata }) => !given.has(metadata.name));
  const gone = new Set(doomed.map(({ metadata }) => metadata.name));
  // What is in a namespace that goes, goes with it.
  const single = others.filter((one) => !kept.includes(one) && !gone.has(one.metadata.namespace ?? ""));
  const volumes = deleteData ? await findVolumes(cluster, others) : [];
  await Promise.all(single.map((object) => cluster.deleteObject(object)));
  await Promise.all(doomed.map((object) => cluster.deleteObject(object)));
  await waitUntilGone(cluster, [...single, ...doomed, ...volumes]);
  const stay = namespaces.filter(({ metadata }) => holding.has(metadata.name));
  const left = [...given].map((name) => ({ kind: "Namespace", name, why: "not-allowed" as const }));
  return [...[...stay, ...kept].map(keptForData), ...left];
}

/** Removes the record and the lease of a stack, and after the last stack their namespace where this user may. */
export async function removeRecord(cluster: Cluster, stack: string): Promise<void> {
  const at = (apiVersion: string, kind: string) => ({
    apiVersion,
    kind,
    metadata: { name: stack, namespace: RECORD_NAMESPACE },
  });
  await cluster.deleteObject(at("v1", "ConfigMap"));
  await cluster.deleteObject(at("coordination.k8s.io/v1", "Lease"));
  const base = `/namespaces/${RECORD_NAMESPACE}`;
  const [maps, leases] = await Promise.all([
    cluster.ask({ method: "GET", path: `/api/v1${base}/configmaps` }),
    cluster.ask({ method: "GET", path: `/apis/coordination.k8s.io/v1${base}/leases` }),
  ]);
  const left = [...maps.items, ...leases.items].filter(
    ({ metadata }) => metadata.name !== "kube-root-ca.crt",
  );
  if (left.length > 0 || (await keptNamespaces(cluster, [RECORD_NAMESPACE])).size > 0) return;
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: RECORD_NAMESPACE } };
  await cluster.deleteObject(namespace);
  await waitUntilGone(cluster, [namespace]);
}

function keptForData({ kind, metadata }: KubeObject): KeptObject {
  const place = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
  return { kind, name: metadata.name, ...place, why: "data" };
}

/** Whether data goes with the object: of these kinds, or a custom resource that says so. */
function holdsData({ kind, metadata }: KubeObject): boolean {
  return DATA.includes(kind) || HOLDS_DATA_ANNOTATION in (metadata.annotations ?? {});
}

/**
 * Everything that carries the stack's labels and that nothing else owns; the record is not part of the stack. Who may not
 * list in all namespaces is told what is in `places`, and of these which are the stack's.
 */
export async function findOwn(
  cluster: Cluster,
  stack: string,
  places: readonly string[] = [],
): Promise<KubeObject[]> {
  const kinds = (await servedKinds(cluster)).filter(
    ({ kind, verbs }) => verbs.includes("list") && verbs.includes("delete") && !DERIVED.includes(kind),
  );
  const lists = await Promise.all(kinds.map((kind) => cluster.listLabelled(kind, ownLabels(stack), places)));
  const found = lists.flat();
  const namespaces = found.some(({ kind }) => kind === "Namespace")
    ? []
    : await ownNamespaces(cluster, stack, places);
  const byUid = new Map(
    [...found, ...namespaces]
      .filter((object) => !("ownerReferences" in object.metadata))
      .filter(({ metadata }) => metadata.namespace !== RECORD_NAMESPACE)
      .map((object) => [uidOf(object), object]),
  );
  return [...byUid.values()];
}

/** Those of these namespaces that are the stack's; one that this user may not see is none. */
async function ownNamespaces(
  cluster: Cluster,
  stack: string,
  places: readonly string[],
): Promise<KubeObject[]> {
  const names = places.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  const found = await Promise.all(names.map((name) => readAllowed(cluster, name)));
  return found.filter((object) => object !== undefined && isOwn(object, stack)) as KubeObject[];
}

/** The object; undefined also where this user may not see it. */
async function readAllowed(cluster: Cluster, name: ObjectName): Promise<KubeObject | undefined> {
  try {
    return await cluster.readObject(name);
  } catch (error) {
    if (error instanceof ClusterError && error.status === 403) return undefined;
    throw error;
  }
}

/** Every kind in each group's preferred version. */
async function servedKinds(cluster: Cluster): Promise<ServedKind[]> {
  const { groups } = await cluster.ask({ method: "GET", path: "/apis" });
  const versions = groups.map(
    (group: { preferredVersion: { groupVersion: string } }) => group.preferredVersion.groupVersion,
  );
  const kinds = await Promise.all(["v1", ...versions].map((version) => cluster.kindsOf(version)));
  return kinds.flat();
}

/** The namespaces that hold a secret of ours or any claim, also one that a StatefulSet made without our labels. */
async function findHolding(
  cluster: Cluster,
  namespaces: readonly KubeObject[],
  kept: readonly KubeObject[],
): Promise<Set<string>> {
  const holding = new Set(kept.map(({ metadata }) => metadata.namespace ?? ""));
  await Promise.all(
    namespaces.map(async ({ metadata }) => {
      const path = `/api/v1/namespaces/${metadata.name}/persistentvolumeclaims?limit=1`;
      const { items } = await cluster.ask({ method: "GET", path });
      if (items.length > 0) holding.add(metadata.name);
    }),
  );
  return holding;
}

/** The volumes of claims that go, where the cluster removes a volume with its claim and this user may see it. */
async function findVolumes(cluster: Cluster, objects: readonly KubeObject[]): Promise<KubeObject[]> {
  const names = objects
    .filter(({ kind }) => kind === "PersistentVolumeClaim")
    .map((claim) => (claim["spec"] as { volumeName?: string }).volumeName)
    .filter((name) => name !== undefined);
  const volumes = await Promise.all(
    names.map((name) =>
      readAllowed(cluster, { apiVersion: "v1", kind: "PersistentVolume", metadata: { name } }),
    ),
  );
  return volumes
    .filter((volume) => volume !== undefined)
    .filter((volume) => {
      const spec = volume["spec"] as { persistentVolumeReclaimPolicy?: string };
      return spec.persistentVolumeReclaimPolicy === "Delete";
    });
}

function uidOf(object: KubeObject): string {
  const { uid } = object.metadata as { uid?: string };
  return uid ?? `${object.kind}/${object.metadata.namespace}/${object.metadata.name}`;
}
