import type { KubeApi } from "../../lab/kube-api.ts";

/** Kinds that come and go by themselves while a test runs. */
const PASSING = ["events", "leases", "endpointslices", "pods", "nodes", "componentstatuses"];

/** The UIDs of a stack's configuration, services, workloads, claims, secrets and namespaces, by kind and name. */
export async function readUids(api: KubeApi, stack: string): Promise<Record<string, string>> {
  const paths = [
    "/api/v1/namespaces",
    "/api/v1/configmaps",
    "/api/v1/services",
    "/api/v1/secrets",
    "/api/v1/persistentvolumeclaims",
    "/apis/apps/v1/deployments",
  ];
  const found: Record<string, string> = {};
  for (const path of paths) {
    const { body } = await api.request("GET", `${path}?labelSelector=country-stack%2Fstack%3D${stack}`);
    for (const { metadata } of body.items) {
      if (metadata.namespace === "country-stack") continue;
      found[`${path.split("/").at(-1)}/${metadata.namespace ?? "-"}/${metadata.name}`] = metadata.uid;
    }
  }
  return found;
}

/** The names of all objects that the API holds, of all kinds, but for those that come and go. */
export async function listEverything(api: KubeApi): Promise<string[]> {
  const { body } = await api.request("GET", "/apis");
  const versions = body.groups.map(
    (group: { preferredVersion: { groupVersion: string } }) => `/apis/${group.preferredVersion.groupVersion}`,
  );
  const names: string[] = [];
  for (const root of ["/api/v1", ...versions]) {
    const { resources } = (await api.request("GET", root)).body;
    for (const { name, verbs } of resources as { name: string; verbs: string[] }[]) {
      if (name.includes("/") || !verbs.includes("list") || PASSING.includes(name)) continue;
      const { items } = (await api.request("GET", `${root}/${name}`)).body;
      for (const { metadata } of items ?? []) {
        names.push(`${root}/${name}/${metadata.namespace ?? "-"}/${metadata.name}`);
      }
    }
  }
  return names.sort();
}
