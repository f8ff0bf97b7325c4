import type { Cluster } from "./client.ts";

/** One thing that a user may be allowed to do (`SelfSubjectAccessReview`, authorization.k8s.io/v1). */
export interface Right {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** The plural, with a subresource behind a slash: `pods/log`. */
  readonly resource: string;
  /** Absent for objects of the cluster, and for those of all namespaces; a namespace stands in itself. */
  readonly namespace?: string;
  /** The one object that is meant; absent for all. */
  readonly name?: string;
}

/** Whether this user may do it (`SelfSubjectAccessReview`); undefined where the cluster does not say. */
export async function isAllowed(cluster: Cluster, right: Right): Promise<boolean | undefined> {
  const { resource: whole, ...attributes } = right;
  const [resource, subresource] = whole.split("/");
  const { status, body } = await cluster.send({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: {
          ...attributes,
          resource,
          ...(subresource === undefined ? {} : { subresource }),
        },
      },
    },
  });
  return status === 201 ? body.status?.allowed === true : undefined;
}

/** Those of these namespaces that this user may not remove, where the cluster says so. */
export async function keptNamespaces(cluster: Cluster, names: readonly string[]): Promise<Set<string>> {
  const removing = { verb: "delete", group: "", resource: "namespaces" };
  if (names.length === 0 || (await isAllowed(cluster, removing)) === true) return new Set();
  const answers = await Promise.all(
    names.map((name) => isAllowed(cluster, { ...removing, namespace: name, name })),
  );
  return new Set(names.filter((_name, index) => answers[index] === false));
}
