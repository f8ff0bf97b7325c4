import { createHash } from "node:crypto";
import type { KubeApi } from "../../../lab/kube-api.ts";

/** Kinds that come, go and change by themselves. */
const PASSING = ["events", "leases", "endpointslices", "endpoints", "pods"];
/** What a cluster writes beside what was applied. */
const VOLATILE = new Set([
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
  "ownerReferences",
  "status",
  "clusterIP",
  "clusterIPs",
  "volumeName",
  "deployment.kubernetes.io/revision",
  "country-stack/generated-at",
  "controller-uid",
  "batch.kubernetes.io/controller-uid",
]);
const VOLATILE_PREFIX = /^(pv|volume)(\.beta)?\.kubernetes\.io\//;

/** The objects of a stack without what moves by itself, each as text, by kind and name. */
export type FinalSet = ReadonlyMap<string, string>;

/** Reads everything that the cluster holds in a stack's namespaces or under its label, of all kinds. */
export async function readFinalSet(api: KubeApi, stack: string): Promise<FinalSet> {
  const groups: { preferredVersion: { groupVersion: string } }[] = (await api.request("GET", "/apis")).body
    .groups;
  const roots = [
    "/api/v1",
    ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ];
  const found = new Map<string, string>();
  for (const root of roots) {
    const { resources } = (await api.request("GET", root)).body;
    const kinds = (resources as { name: string; verbs: string[] }[]).filter(
      ({ name, verbs }) => !name.includes("/") && verbs.includes("list") && !PASSING.includes(name),
    );
    for (const { name } of kinds) {
      const { items } = (await api.request("GET", `${root}/${name}`)).body;
      for (const object of (items ?? []).filter((one: Live) => isOf(one, stack))) {
        found.set(`${name} ${object.metadata.namespace ?? "-"}/${object.metadata.name}`, stable(object));
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One short text for a whole set: the same for the same set. */
export function hashOf(set: FinalSet): string {
  return createHash("sha256")
    .update(JSON.stringify([...set]))
    .digest("hex")
    .slice(0, 12);
}

/** The names of what one set has and the other has not or has otherwise. */
export function listDifferent(one: FinalSet, other: FinalSet): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name));
}

interface Live {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly type?: string;
}

function isOf({ metadata, type }: Live, stack: string): boolean {
  // Helm's own bookkeeping counts the attempts.
  if (metadata.namespace === "country-stack" || type === "helm.sh/release.v1") return false;
  return (
    metadata.namespace?.startsWith(`${stack}-`) === true || metadata.labels?.["country-stack/stack"] === stack
  );
}

/** Secrets' values are not compared here but with those before: other runs make others. */
function stable(object: Live): string {
  return JSON.stringify(object, (key, value) => {
    if (VOLATILE.has(key) || VOLATILE_PREFIX.test(key)) return undefined;
    if (key === "data" && object.type !== undefined) return Object.keys(value).sort();
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
