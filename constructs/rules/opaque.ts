import type { KubeObject } from "../../charts/spi/index.ts";

/** API groups of Kubernetes itself, and of the Gateway API; what its objects do is written in them. */
const OWN_GROUPS: readonly string[] = [
  "",
  "apps",
  "autoscaling",
  "batch",
  "policy",
  "extensions",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "admissionregistration.k8s.io",
  "networking.k8s.io",
  "gateway.networking.k8s.io",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "scheduling.k8s.io",
  "node.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "certificates.k8s.io",
];

/** The API group of an object; empty for the core. */
export function groupOf({ apiVersion }: Pick<KubeObject, "apiVersion">): string {
  const [group = "", version] = String(apiVersion).split("/");
  return version === undefined ? "" : group;
}

/** Whether an object says where an upstream chart is found, and nothing else. */
export function isChartSource(object: KubeObject): boolean {
  return groupOf(object) === "source.toolkit.fluxcd.io";
}

/** Whether an object has an upstream chart installed. */
export function isHelmRelease(object: KubeObject): boolean {
  return groupOf(object) === "helm.toolkit.fluxcd.io";
}

/** Whether an object is of a kind that some controller brings. */
export function isCustom(object: KubeObject): boolean {
  return !OWN_GROUPS.includes(groupOf(object)) && !isHelmRelease(object) && !isChartSource(object);
}

/**
 * Whether what an object leads to is made elsewhere: by an upstream chart, or by a controller out of a custom
 * resource. The object itself is examined, what comes of it is not.
 */
export function isOpaque(object: KubeObject): boolean {
  return isHelmRelease(object) || isCustom(object);
}
