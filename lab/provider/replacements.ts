import type { Path } from "./properties.ts";

/** What of a kind cannot be changed on a living object, as far as the real provider replaces for it. */
const replacedFor: Record<string, string[]> = {
  ConfigMap: ["data", "binaryData"],
  Secret: ["type", "data", "stringData"],
  PersistentVolumeClaim: ["spec"],
  Pod: ["spec"],
  Service: ["spec.clusterIP"],
  Deployment: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  StatefulSet: [
    "spec.podManagementPolicy",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
    "spec.revisionHistoryLimit",
  ],
  Job: ["spec.completions", "spec.selector", "spec.template"],
  RoleBinding: ["roleRef"],
  ClusterRoleBinding: ["roleRef"],
  StorageClass: ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
};

/** Which kinds the provider's configuration allows to change in place. */
export interface Mutability {
  configMaps: boolean;
  secrets: boolean;
}

/** Whether a change of the field means a new object. */
export function forcesReplacement(kind: string, path: Path, mutable: Mutability): boolean {
  const field = path.join(".");
  if (field === "metadata.name" || field === "metadata.namespace" || field === "kind") return true;
  if (kind === "ConfigMap" && mutable.configMaps) return false;
  if (kind === "Secret" && mutable.secrets && path[0] !== "type") return false;
  return (replacedFor[kind] ?? []).some((prefix) => field === prefix || field.startsWith(`${prefix}.`));
}
