import type { KubeApi } from "../kube-api.ts";
import { LabError } from "../steps.ts";

/** A Kubernetes object, as far as the lab looks into it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/** The lab's few kinds, as they stand in paths of the API. */
const resources: Record<string, string> = {
  ConfigMap: "configmaps",
  CustomResourceDefinition: "customresourcedefinitions",
  EndpointSlice: "endpointslices",
  Namespace: "namespaces",
  Node: "nodes",
  Service: "services",
  ServiceAccount: "serviceaccounts",
  StorageClass: "storageclasses",
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
};

/** Applies objects one after another (server-side, forced): as often as one likes, with the same end. */
export async function applyObjects(api: KubeApi, objects: KubeObject[]): Promise<void> {
  for (const object of objects) {
    const path = `${objectPath(object)}?fieldManager=lab&force=true`;
    const { status, body } = await api.request("PATCH", path, object, "application/apply-patch+yaml");
    if (status >= 300)
      throw new LabError(`${object.kind} ${object.metadata.name} was refused: ${body.message}`);
  }
}

/** The path of an object in the API. */
export function objectPath({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  return `${root}${scope}/${resources[kind]}/${metadata.name}`;
}
