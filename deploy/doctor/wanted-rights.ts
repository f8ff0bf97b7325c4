import { sinkNamespace } from "../../charts/callback-sink.ts";
import { backupOf, type KubeObject, type Manifest, type Stack } from "../../charts/spi/index.ts";
import type { ServedKind } from "../cluster/client.ts";
import { RECORD_NAMESPACE } from "../cluster/lease.ts";
import { isHelmRelease } from "../pulumi/helm-release.ts";

/** One thing that a user may be allowed to do (`SelfSubjectAccessReview`, authorization.k8s.io/v1). */
export interface Right {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** The plural, with a subresource behind a slash: `pods/log`. */
  readonly resource: string;
  /** Absent for objects of the cluster. */
  readonly namespace?: string;
  /** The one object that is meant; absent for all. */
  readonly name?: string;
}

/** What a stack's rights depend on besides its manifests. */
export interface RightsContext {
  /** Its name; absent where no stack is asked about. */
  readonly stack?: string | undefined;
  /** The kinds that the cluster serves of those that the manifests are of, by `APIVERSION KIND`. */
  readonly kinds: ReadonlyMap<string, ServedKind>;
  /** The namespaces that are there already: nobody has to be allowed to make them. */
  readonly namespaces: ReadonlySet<string>;
}

/** What `up` does with an object, and `down` without its data. */
const CHANGES = ["get", "create", "patch", "delete"];
/** What the engine, the checks and `status`, `logs` and `down` read or open in a namespace of the stack. */
const USES: readonly (readonly [group: string, resource: string, ...verbs: string[]])[] = [
  ["", "pods", "get", "list"],
  ["", "pods/log", "get"],
  // Over web sockets a forward begins with GET; newer clusters want the right to create one as well.
  ["", "pods/portforward", "get", "create"],
  ["", "services", "get"],
  ["", "secrets", "get", "list"],
  ["", "events", "list"],
  ["", "persistentvolumeclaims", "list"],
];
/** On the record of the stack and the lease of its runs. */
const RECORD_RIGHTS: readonly Right[] = [
  { group: "", resource: "configmaps" },
  { group: "coordination.k8s.io", resource: "leases" },
].flatMap((each) =>
  ["get", "list", "create", "update", "patch", "delete"].map((verb) => ({
    ...each,
    verb,
    namespace: RECORD_NAMESPACE,
  })),
);

/**
 * The rights that bringing up a stack takes, without one more: on every kind of its manifests in their namespaces, on
 * its own namespaces by name, on the cluster's record of it. Making and removing namespaces can be another team's:
 * `create` is wanted where one is missing, `delete` never. Kinds that the cluster does not serve are left out.
 */
export function wantedRights(manifests: readonly Manifest[], context: RightsContext): Right[] {
  const objects = manifests.filter(({ object }) => object.kind !== "Namespace" && !isHelmRelease(object));
  const rights = [
    ...namespaceRights(manifests, context),
    ...RECORD_RIGHTS,
    ...objects.flatMap(({ object }) => objectRights(object, context)),
    ...namespacesOf(manifests).flatMap((namespace) =>
      USES.flatMap(([group, resource, ...verbs]) =>
        verbs.map((verb) => ({ verb, group, resource, namespace })),
      ),
    ),
  ];
  return distinct(rights);
}

/** What taking and putting back data takes in a part's namespace. */
const DATA_USES: readonly (readonly [group: string, resource: string, ...verbs: string[]])[] = [
  // As with forwards: over web sockets a command begins with GET, newer clusters want `create` as well.
  ["", "pods/exec", "get", "create"],
  ["", "pods", "create", "delete"],
];

/**
 * The rights that `backup`, `restore` and upgrades take beyond bringing up: commands in pods and pods of their own where
 * parts have data that are backed up, Jobs where a release has something to do before it runs.
 */
export function dataRights({ parts }: Pick<Stack, "parts">): Right[] {
  const own = parts.filter(({ external }) => external === undefined);
  const rights = own.flatMap(({ namespace, product, release }) => [
    ...(backupOf(product) === undefined
      ? []
      : DATA_USES.flatMap(([group, resource, ...verbs]) =>
          verbs.map((verb) => ({ verb, group, resource, namespace })),
        )),
    ...((release.migrations ?? []).length === 0
      ? []
      : ["get", "create", "delete"].map((verb) => ({ verb, group: "batch", resource: "jobs", namespace }))),
  ]);
  return distinct(rights);
}

/** The parts whose charts make what nobody knows here, so that the rights for it are not known either. */
export function unknownRights({ parts }: Stack, manifests: readonly Manifest[]): string[] {
  const charts = manifests.filter(({ object }) => isHelmRelease(object)).map(({ part }) => part);
  return parts.map(({ name }) => name).filter((name) => charts.includes(name));
}

/** The namespaces that manifests stand in. */
export function namespacesOf(manifests: readonly Manifest[]): string[] {
  return [...new Set(manifests.flatMap(({ object }) => object.metadata.namespace ?? []))];
}

function namespaceRights(manifests: readonly Manifest[], { stack, namespaces }: RightsContext): Right[] {
  const own = manifests
    .filter(({ object }) => object.kind === "Namespace")
    .map(({ object }) => object.metadata.name);
  const all = { group: "", resource: "namespaces" };
  const missing = [...own, RECORD_NAMESPACE].some((name) => !namespaces.has(name));
  return [
    // Which cluster this is, its UID tells.
    { ...all, verb: "get", name: "kube-system" },
    { ...all, verb: "get", name: RECORD_NAMESPACE },
    // Whether a run of checks left its sink there, `down` has to see.
    ...(stack === undefined ? [] : [{ ...all, verb: "get", name: sinkNamespace({ name: stack }) }]),
    ...own.flatMap((name) => ["get", "patch"].map((verb) => ({ ...all, verb, name }))),
    ...(missing ? [{ ...all, verb: "create" }] : []),
  ];
}

function objectRights({ apiVersion, kind, metadata }: KubeObject, { kinds }: RightsContext): Right[] {
  const served = kinds.get(`${apiVersion} ${kind}`);
  if (served === undefined) return [];
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  const place = served.namespaced ? { namespace: metadata.namespace ?? "default" } : { name: metadata.name };
  return CHANGES.map((verb) => {
    // What is not there yet cannot be named.
    const at = verb === "create" && !served.namespaced ? {} : place;
    return { verb, group, resource: served.plural, ...at };
  });
}

function distinct(rights: readonly Right[]): Right[] {
  const keyOf = ({ verb, group, resource, namespace, name }: Right) =>
    JSON.stringify([verb, group, resource, namespace, name]);
  return [...new Map(rights.map((right) => [keyOf(right), right])).values()];
}
