import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "./client.ts";

/** A Secret as a backup holds it. */
export interface SavedSecret {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Values in Base64. */
  readonly data: Readonly<Record<string, string>>;
}

/** Kinds of Secrets that the cluster or Helm make for themselves, good for nothing elsewhere. */
const MADE_ANEW = ["kubernetes.io/service-account-token", "helm.sh/release.v1"];

/** The Secrets of some namespaces: those that the tool made, and those that people and operators brought. */
export async function readSecrets(cluster: Cluster, namespaces: readonly string[]): Promise<SavedSecret[]> {
  const lists = await Promise.all(
    namespaces.map(async (namespace) => {
      const path = `/api/v1/namespaces/${namespace}/secrets`;
      return (await cluster.ask({ method: "GET", path })).items as (KubeObject & { type?: string })[];
    }),
  );
  return lists
    .flat()
    .filter(({ type = "Opaque" }) => !MADE_ANEW.includes(type))
    .map(({ metadata, type = "Opaque", ...object }) => ({
      namespace: metadata.namespace ?? "",
      name: metadata.name,
      type,
      labels: metadata.labels ?? {},
      annotations: metadata.annotations ?? {},
      data: (object["data"] ?? {}) as Record<string, string>,
    }));
}

/** The object of a saved Secret; in a stack of another name, it is that stack's. */
export function secretObject(saved: SavedSecret, from: string, to: string): KubeObject {
  const { namespace, name, type, labels, annotations, data } = saved;
  const own = Object.entries(labels).map(([key, value]) => [
    key,
    isStackLabel(key) && value === from ? to : value,
  ]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: inStack(namespace, from, to), labels: Object.fromEntries(own), annotations },
    type,
    data,
  };
}

/** The namespace of a stack of another name that stands for this one. */
export function inStack(namespace: string, from: string, to: string): string {
  return namespace.startsWith(`${from}-`) ? `${to}${namespace.slice(from.length)}` : namespace;
}

function isStackLabel(key: string): boolean {
  return key === "country-stack/stack" || key === "app.kubernetes.io/part-of";
}
