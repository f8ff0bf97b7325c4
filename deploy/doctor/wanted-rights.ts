import { callbackSink, givenSinkNamespace, sinkCallers, sinkNamespace } from "../../charts/callback-sink.ts";
import { backupOf, type KubeObject, type Manifest, type Stack } from "../../charts/spi/index.ts";
import type { ServedKind } from "../cluster/client.ts";
import type { Right } from "../cluster/is-allowed.ts";
import { RECORD_NAMESPACE } from "../cluster/lease.ts";
import { leaseName } from "../cluster/sink-pod.ts";
import { isHelmRelease } from "../pulumi/helm-release.ts";

/** What a stack's rights depend on besides its manifests. */
export interface RightsContext {
  /** Absent where no stack is asked about. */
  readonly stack?: Stack | undefined;
  /** The kinds that the cluster serves of those of the manifests and of a sink, by `APIVERSION KIND`. */
  readonly kinds: ReadonlyMap<string, ServedKind>;
  /** Whether this user is to make and remove the namespaces, and another team does not. */
  readonly makesNamespaces: boolean;
}

type Use = readonly [group: string, resource: string, ...verbs: string[]];

/** What `up` does with an object, and the engine's plug-in until it is ready, and `down`. */
const CHANGES = ["get", "list", "watch", "create", "patch", "delete"];
/** What the checks make and remove in a sink's namespace. */
const MAKES = ["get", "create", "delete"];
/** Over web sockets a forward or a command begins with GET; newer clusters want the right to create one as well. */
const TUNNEL = ["get", "create"];
/** What the engine, the checks and `status`, `logs` and `down` read or open in a namespace of the stack. */
const USES: readonly Use[] = [
  ["", "pods", "list", "watch"],
  ["", "pods/log", "get"],
  ["", "pods/portforward", ...TUNNEL],
  ["", "services", "get"],
  ["", "secrets", "get", "list"],
  ["", "events", "list", "watch"],
  ["", "persistentvolumeclaims", "list"],
];
/** What stands between a Deployment and its pods, and is watched by the engine's plug-in until these are ready. */
const BEHIND_DEPLOYMENTS: readonly Use[] = [["apps", "replicasets", "list", "watch"]];
/** What a run of checks reads in the namespace of its sink. */
const SINK_USES: readonly Use[] = [
  ["", "pods", "list"],
  ["", "pods/portforward", ...TUNNEL],
  ["", "events", "list"],
];
/** On the records and leases of all stacks: `down` sees whether it was the last one. */
const ALL_RECORDS: readonly Use[] = [
  ["", "configmaps", "list", "create"],
  ["coordination.k8s.io", "leases", "list", "create"],
];
/** On a stack's own record, and on the leases of its runs and of its checks. */
const OWN_RECORD: readonly Use[] = [["", "configmaps", "get", "patch", "delete"]];
const OWN_LEASES: readonly Use[] = [["coordination.k8s.io", "leases", "get", "update", "delete"]];

/**
 * The rights that bringing up a stack takes, without one more: on every kind of its manifests in their namespaces, on
 * the objects of a sink in its own, on the cluster's record of it. A namespace is a thing that stands in itself, so that
 * nothing of the whole cluster is wanted but what the manifests have there. Who makes and removes the namespaces has to
 * have the same rights in all of them: in one that is not there nobody can be given any. Kinds that the cluster does not
 * serve are left out.
 */
export function wantedRights(manifests: readonly Manifest[], context: RightsContext): Right[] {
  const { stack, makesNamespaces } = context;
  const objects = manifests.filter(({ object }) => object.kind !== "Namespace" && !isHelmRelease(object));
  const rights = [
    ...namespaceRights(manifests, context),
    ...recordRights(stack),
    ...objects.flatMap(({ object }) => objectRights(object, CHANGES, context)),
    ...namespacesOf(manifests).flatMap((namespace) => rightsIn(namespace, USES)),
    ...namespacesOf(manifests.filter(({ object }) => object.kind === "Deployment")).flatMap((namespace) =>
      rightsIn(namespace, BEHIND_DEPLOYMENTS),
    ),
    ...(stack === undefined ? [] : sinkRights(stack, context)),
  ];
  return inPlaces(rights, makesNamespaces);
}

/** The objects that a sink is made of, without its namespace; none where nobody may call one. */
export function sinkObjects(stack: Stack): KubeObject[] {
  const callers = sinkCallers(stack);
  const choice = { token: "", expires: new Date(0), lifetimeS: 0 };
  return callers.length === 0
    ? []
    : callbackSink(stack, callers, choice).filter(({ kind }) => kind !== "Namespace");
}

/** What taking and putting back data takes in a part's namespace. */
const DATA_USES: readonly Use[] = [
  ["", "pods/exec", ...TUNNEL],
  ["", "pods", "get", "create", "delete"],
];
/** What a step of an upgrade takes, which is a Job. */
const STEP_USES: readonly Use[] = [["batch", "jobs", "get", "create", "delete"]];

/**
 * The rights that `backup`, `restore` and upgrades take beyond bringing up: commands in pods and pods of their own where
 * parts have data that are backed up, Jobs where a release has something to do before it runs.
 */
export function dataRights({ parts }: Pick<Stack, "parts">, makesNamespaces = false): Right[] {
  const own = parts.filter(({ external }) => external === undefined);
  const rights = own.flatMap(({ namespace, product, release }) => [
    ...(backupOf(product) === undefined ? [] : rightsIn(namespace, DATA_USES)),
    ...((release.migrations ?? []).length === 0 ? [] : rightsIn(namespace, STEP_USES)),
  ]);
  return inPlaces(rights, makesNamespaces);
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

function namespaceRights(manifests: readonly Manifest[], { stack, makesNamespaces }: RightsContext): Right[] {
  const own = manifests
    .filter(({ object }) => object.kind === "Namespace")
    .map(({ object }) => object.metadata.name);
  const sink = stack === undefined || givenSinkNamespace(stack) === undefined ? [] : [sinkNamespace(stack)];
  const all = { group: "", resource: "namespaces" };
  const on = (verb: string) => (name: string) => ({ ...all, verb, namespace: name, name });
  return [
    // Which cluster this is, its UID tells.
    ...["kube-system", RECORD_NAMESPACE, ...own, ...sink].map(on("get")),
    ...own.map(on("patch")),
    ...(makesNamespaces ? [{ ...all, verb: "create" }, ...[...own, ...sink].map(on("delete"))] : []),
  ];
}

/** Nobody may touch the record of another stack; without a stack, it is of any. */
function recordRights(stack: Stack | undefined): Right[] {
  const all = rightsIn(RECORD_NAMESPACE, ALL_RECORDS);
  const own = rightsIn(RECORD_NAMESPACE, OWN_RECORD);
  const leases = rightsIn(RECORD_NAMESPACE, OWN_LEASES);
  if (stack === undefined) return [...all, ...own, ...leases];
  const names = [stack.name, leaseName(stack)];
  return [
    ...all,
    ...own.map((right) => ({ ...right, name: stack.name })),
    ...leases.flatMap((right) => names.map((name) => ({ ...right, name }))),
  ];
}

function sinkRights(stack: Stack, context: RightsContext): Right[] {
  const objects = sinkObjects(stack);
  return [
    ...objects.flatMap((object) => objectRights(object, MAKES, context)),
    ...(objects.length === 0 ? [] : rightsIn(sinkNamespace(stack), SINK_USES)),
  ];
}

function objectRights(
  { apiVersion, kind, metadata }: KubeObject,
  verbs: readonly string[],
  { kinds }: RightsContext,
): Right[] {
  const served = kinds.get(`${apiVersion} ${kind}`);
  if (served === undefined) return [];
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  const place = served.namespaced ? { namespace: metadata.namespace ?? "default" } : { name: metadata.name };
  return verbs.map((verb) => {
    // What is not there yet cannot be named, and what is listed has no name.
    const isNameless = verb === "create" || verb === "list" || verb === "watch";
    const at = isNameless && !served.namespaced ? {} : place;
    return { verb, group, resource: served.plural, ...at };
  });
}

function rightsIn(namespace: string, uses: readonly Use[]): Right[] {
  return uses.flatMap(([group, resource, ...verbs]) =>
    verbs.map((verb) => ({ verb, group, resource, namespace })),
  );
}

/** Each right once; in all namespaces where theirs are not there yet. */
function inPlaces(rights: readonly Right[], isEverywhere: boolean): Right[] {
  const placed = rights.map(({ namespace, ...right }) =>
    isEverywhere || namespace === undefined ? right : { ...right, namespace },
  );
  return distinct(placed);
}

function distinct(rights: readonly Right[]): Right[] {
  const keyOf = ({ verb, group, resource, namespace, name }: Right) =>
    JSON.stringify([verb, group, resource, namespace, name]);
  return [...new Map(rights.map((right) => [keyOf(right), right])).values()];
}
