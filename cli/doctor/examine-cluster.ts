import { givenSinkNamespace } from "../../charts/callback-sink.ts";
import { OWN_IMAGE } from "../../charts/own-image.ts";
import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import { askedOfCluster } from "../../constructs/asked-pods.ts";
import { mirror } from "../../constructs/mirror.ts";
import { fieldsAt, textAt } from "../../constructs/rules/fields.ts";
import { isOpaque } from "../../constructs/rules/opaque.ts";
import type { Cluster, ServedKind } from "../../deploy/cluster/client.ts";
import { fitPods } from "../../deploy/cluster/fit-pods.ts";
import { isAllowed, type Right } from "../../deploy/cluster/is-allowed.ts";
import { readRoom } from "../../deploy/cluster/read-nodes.ts";
import { wantedPods } from "../../deploy/cluster/wanted-pods.ts";
import { askRights, type RightsAnswer } from "../../deploy/doctor/ask-rights.ts";
import { rbacFor } from "../../deploy/doctor/rbac.ts";
import { type ClusterFacts, readCluster } from "../../deploy/doctor/read-cluster.ts";
import { dataRights, sinkObjects, unknownRights, wantedRights } from "../../deploy/doctor/wanted-rights.ts";
import {
  judgeClock,
  judgeCluster,
  judgeGateway,
  judgeNodeClocks,
  judgeNodes,
  judgeOwnImage,
  judgePressure,
  judgeStorageClasses,
  judgeVersion,
} from "./judge-cluster.ts";
import { judgeCapacity, judgeKinds, judgeNamespaces, judgeRights } from "./judge-stack.ts";
import type { Judgement } from "./judgement.ts";

/** A stack and what would be applied of it; neither where no profile was given. */
export interface Wanted {
  readonly stack?: Stack;
  readonly manifests: readonly Manifest[];
  /** Whether this user is to make and remove the stack's namespaces, and another team does not. */
  readonly makesNamespaces: boolean;
}

/** What a cluster was found to be, and what follows from it. */
export interface Examination {
  readonly judgements: readonly Judgement[];
  /** Roles and namespaces to be asked for. */
  readonly askFor: readonly KubeObject[];
  /** Whether this user may make a namespace; undefined where the cluster does not say. */
  readonly mayMakeNamespaces: boolean | undefined;
  /** The storage classes that claims name; the empty one is the cluster's own choice. */
  readonly storageClasses: readonly string[];
  /** Our own image as pods name it. */
  readonly image: string;
  readonly facts: ClusterFacts;
}

/** Looks at a cluster without making anything in it. Throws where it does not answer at all. */
export async function examineCluster(cluster: Cluster, wanted: Wanted): Promise<Examination> {
  const { stack, manifests, makesNamespaces } = wanted;
  const own = namespacesFor(stack, manifests);
  const names = own.map(({ metadata }) => metadata.name);
  const facts = await readCluster(cluster, stack?.name, names);
  const { nodes } = facts;
  const kinds = await readKinds(cluster, objectsOf(stack, manifests));
  const rights = rightsFor(wanted, kinds);
  const answer = await askRights(cluster, rights);
  const mayMake = await isAllowed(cluster, { verb: "create", group: "", resource: "namespaces" });
  const charts = stack === undefined ? [] : unknownRights(stack, manifests);
  const storageClasses = classesOf(manifests, stack !== undefined);
  const image = stack === undefined ? OWN_IMAGE : mirror(stack)(OWN_IMAGE);
  const runsOwn = stack === undefined || JSON.stringify(manifests).includes(image);
  return {
    facts,
    storageClasses,
    image,
    mayMakeNamespaces: mayMake,
    askFor: [
      // A role stands in a namespace, and can be given only where that is there.
      ...(!makesNamespaces && (mayMake === false || answer.denied.length > 0)
        ? missingNamespaces(facts, own)
        : []),
      ...rolesFor(stack, facts, answer, rights),
    ],
    judgements: [
      judgeCluster(facts),
      judgeVersion(facts.version),
      judgeClock(facts.asker),
      judgeNodes(nodes),
      judgePressure(nodes),
      judgeNodeClocks(facts.nodeClocks),
      judgeRights(answer, rights.length, charts),
      judgeNamespaces(facts.namespaces, mayMake, stack?.name),
      ...(stack === undefined ? [] : [judgeKinds(manifests, new Set(kinds.keys()))]),
      judgeStorageClasses(facts.storageClasses, storageClasses),
      judgeGateway(facts, stack === undefined ? undefined : gatewayClassesOf(manifests)),
      judgeOwnImage(nodes, runsOwn ? image : undefined, stack?.images.registry),
      ...(stack === undefined ? [] : [await examineCapacity(cluster, manifests, names)]),
    ],
  };
}

/** Roles for all of these rights, where one is missing. */
function rolesFor(
  stack: Stack | undefined,
  { asker }: ClusterFacts,
  { denied }: RightsAnswer,
  rights: readonly Right[],
): KubeObject[] {
  return denied.length === 0
    ? []
    : rbacFor({ name: stack?.name ?? "records" }, asker?.user ?? "USER", rights);
}

function rightsFor(
  { stack, manifests, makesNamespaces }: Wanted,
  kinds: ReadonlyMap<string, ServedKind>,
): Right[] {
  const rights = wantedRights(manifests, { stack, kinds, makesNamespaces });
  return stack === undefined ? rights : [...rights, ...dataRights(stack, makesNamespaces)];
}

/** What is made of a stack, its sink included. */
function objectsOf(stack: Stack | undefined, manifests: readonly Manifest[]): KubeObject[] {
  return [...manifests.map(({ object }) => object), ...(stack === undefined ? [] : sinkObjects(stack))];
}

/** The stack's namespaces, as `up` would make them, and that of a sink as it stands for good. */
function namespacesFor(stack: Stack | undefined, manifests: readonly Manifest[]): KubeObject[] {
  const own = manifests.map(({ object }) => object).filter(({ kind }) => kind === "Namespace");
  const sink = stack === undefined ? undefined : givenSinkNamespace(stack);
  return sink === undefined ? own : [...own, sink];
}

/** The kinds of these objects that the cluster serves. One group that it does not list is one that it does not serve. */
async function readKinds(cluster: Cluster, objects: readonly KubeObject[]): Promise<Map<string, ServedKind>> {
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))];
  const lists = await Promise.all(versions.map((version) => cluster.kindsOf(version).catch(() => [])));
  return new Map(lists.flat().map((served) => [`${served.apiVersion} ${served.kind}`, served]));
}

async function examineCapacity(
  cluster: Cluster,
  manifests: readonly Manifest[],
  namespaces: readonly string[],
): Promise<Judgement> {
  const { pods, unexamined } = wantedPods(manifests);
  // What runs of the stack already would be counted twice.
  const room = await readRoom(cluster, new Set(namespaces));
  const fit = room === undefined ? undefined : fitPods(room.nodes, room.running, pods);
  return judgeCapacity(fit, unexamined);
}

/** Without a profile nobody knows, and the cluster's own choice is what most have. */
function classesOf(manifests: readonly Manifest[], isKnown: boolean): string[] {
  if (!isKnown) return [""];
  const volumes = manifests.flatMap(({ object }) => askedOfCluster(object, isOpaque).volumes);
  return [...new Set(volumes.map(({ storageClass }) => storageClass))];
}

function gatewayClassesOf(manifests: readonly Manifest[]): string[] {
  const gateways = manifests.filter(
    ({ object }) => object.kind === "Gateway" && object.apiVersion.startsWith("gateway.networking.k8s.io/"),
  );
  return [...new Set(gateways.map(({ object }) => textAt(fieldsAt(object, "spec"), "gatewayClassName")))];
}

/** These namespaces and that of the records, where they are missing or nobody says. */
function missingNamespaces(facts: ClusterFacts, own: readonly KubeObject[]): KubeObject[] {
  const wanted = facts.namespaces.filter(({ state }) => state === "missing" || state === "unknown");
  return wanted.map(({ name }) => {
    const known = own.find(({ metadata }) => metadata.name === name);
    const labels = { "app.kubernetes.io/managed-by": "country-stack" };
    return known ?? { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  });
}
