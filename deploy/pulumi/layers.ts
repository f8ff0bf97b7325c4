import { type KubeObject, type Manifest, type Stack, sourcesOfValue } from "../../charts/spi/index.ts";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { graphValues } from "../../constructs/value-graph.ts";
import { isHelmRelease } from "./helm-release.ts";

const GROUND = ["Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass"];
const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];
const SETTINGS = [
  "NetworkPolicy",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
  "Role",
  "RoleBinding",
  "ClusterRole",
  "ClusterRoleBinding",
  "ResourceQuota",
  "LimitRange",
  "PodDisruptionBudget",
  "Ingress",
];

/** Whether an object runs pods, so that readiness is read from it. */
export function isWorkload(object: KubeObject): boolean {
  return WORKLOADS.includes(object.kind);
}

/**
 * Which objects each object waits for, by id: its namespace and the definitions; policies, accounts, configuration,
 * claims and services before the workloads of the part; Secrets before those that are made of their values, as a run that
 * dies must not leave a certificate whose authority nobody has. A part waits for another one only where a direct link
 * says so; through the mediator, parts may come up in any order.
 */
export function dependenciesOf(stack: Stack, manifests: readonly Manifest[]): Map<string, readonly string[]> {
  const order = new Map(stack.parts.map((part, index) => [part.name, index]));
  const before = (from: string, to: string) => (order.get(to) ?? 0) < (order.get(from) ?? 0);
  const direct = stack.links.filter((link) => link.via === "direct" && before(link.from, link.to));
  const idsOf = (isWanted: (manifest: Manifest) => boolean) =>
    manifests.filter(isWanted).map((manifest) => manifest.id);
  const definitions = idsOf(({ object }) => object.kind === "CustomResourceDefinition");
  const sources = sourcesOf(manifests);
  const dependencies = new Map<string, readonly string[]>();
  for (const manifest of manifests) {
    const { id, part, object } = manifest;
    const layer = layerOf(object);
    if (layer === 0) continue;
    const namespace = idsOf((other) => isNamespaceOf(other.object, object));
    if (layer === 1) {
      dependencies.set(id, [...namespace, ...(sources.get(id) ?? [])]);
      continue;
    }
    const settings = idsOf((other) => other.part === part && layerOf(other.object) === 1);
    const needed = new Set(direct.filter((link) => link.from === part).map((link) => link.to));
    const linked = idsOf((other) => needed.has(other.part) && isAwaited(other.object));
    const own = isWorkload(object) ? [] : definitions;
    dependencies.set(id, [...new Set([...namespace, ...settings, ...linked, ...own])]);
  }
  return dependencies;
}

/** The Secrets of whose values those of a Secret are made, by manifest id; of two that need each other, one waits. */
function sourcesOf(manifests: readonly Manifest[]): Map<string, readonly string[]> {
  const { values, find } = graphValues(askedSecrets(manifests));
  const wanted = new Map<string, Set<string>>();
  for (const { secret, request } of values) {
    const found = sourcesOfValue(request).map((source) => find(secret, source)?.secret.id);
    const others = found.filter((id) => id !== undefined);
    wanted.set(secret.id, new Set([...(wanted.get(secret.id) ?? []), ...others]));
  }
  const sources = new Map<string, readonly string[]>();
  const visit = (id: string, path: readonly string[]): void => {
    if (sources.has(id)) return;
    const open = [...path, id];
    const before = [...(wanted.get(id) ?? [])].filter((source) => !open.includes(source));
    for (const source of before) visit(source, open);
    sources.set(id, before);
  };
  for (const id of wanted.keys()) visit(id, []);
  return sources;
}

/** Whether others that are linked here wait for it: what runs pods, and charts, which bring definitions with them. */
function isAwaited(object: KubeObject): boolean {
  return isWorkload(object) || isHelmRelease(object);
}

/** 0 what all else needs, 1 what workloads need, 2 workloads and objects of kinds that are defined here. */
function layerOf({ kind }: KubeObject): 0 | 1 | 2 {
  if (GROUND.includes(kind)) return 0;
  return SETTINGS.includes(kind) ? 1 : 2;
}

function isNamespaceOf(candidate: KubeObject, object: KubeObject): boolean {
  return candidate.kind === "Namespace" && candidate.metadata.name === object.metadata.namespace;
}
