import type { KubeObject } from "../../charts/spi/index.ts";
import { RECORD_NAMESPACE } from "../cluster/lease.ts";
import { sandboxLabels } from "./marks.ts";
import { type ReaperConfig, reaperNamespace } from "./reaper-config.ts";

const RBAC = "rbac.authorization.k8s.io";

/** What may be named as an owner, so that the cluster removes an object after it. */
export interface Owner {
  readonly name: string;
  readonly uid: string;
}

/**
 * What a reaper may do, each by resource name: read and delete its sandbox's namespaces, its record and its lease. The
 * reaper's own namespace owns these rights: they end with it, and not before.
 */
export function reaperRights(config: ReaperConfig, owner: Owner): KubeObject[] {
  const name = reaperNamespace(config.sandbox);
  const verbs = ["get", "delete"];
  const namespaces = [...config.namespaces, config.ownNamespace];
  const account = { kind: "ServiceAccount", name: "reaper", namespace: config.ownNamespace };
  const make = (kind: string, rest: object, namespace?: string): KubeObject => ({
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: sandboxLabels(config.sandbox),
      ownerReferences: [{ apiVersion: "v1", kind: "Namespace", ...owner }],
    } as KubeObject["metadata"],
    ...rest,
  });
  const bind = (kind: string) => ({ roleRef: { apiGroup: RBAC, kind, name }, subjects: [account] });
  const rule = (apiGroup: string, resource: string, resourceNames: readonly string[]) => ({
    apiGroups: [apiGroup],
    resources: [resource],
    resourceNames,
    verbs,
  });
  const ofRecord = [
    rule("", "configmaps", [config.sandbox]),
    rule("coordination.k8s.io", "leases", [config.sandbox]),
  ];
  return [
    make("ClusterRole", { rules: [rule("", "namespaces", namespaces)] }),
    make("ClusterRoleBinding", bind("ClusterRole")),
    make("Role", { rules: ofRecord }, RECORD_NAMESPACE),
    make("RoleBinding", bind("Role"), RECORD_NAMESPACE),
  ];
}
