import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { RECORD_NAMESPACE } from "../cluster/lease.ts";
import { isOwn } from "../cluster/ownership.ts";
import { type Asker, askWho, clockDistance } from "./ask-rights.ts";

/** A node as the doctor looks at it. */
export interface NodeFacts {
  readonly name: string;
  readonly ready: boolean;
  /** Whether pods without special tolerations may come here. */
  readonly open: boolean;
  /** What it is short of: `DiskPressure`, `MemoryPressure`, `PIDPressure`. */
  readonly pressures: readonly string[];
  /** Names of images that it has; a kubelet tells 50 at most. */
  readonly images: readonly string[];
}

/** A namespace that a stack needs. */
export interface NamespaceFacts {
  readonly name: string;
  readonly state: "missing" | "own" | "foreign" | "unknown";
  /** The level that Pod Security enforces there; empty where none is set. */
  readonly level: string;
}

/** What a cluster says of itself, each fact absent where this user may not ask for it. */
export interface ClusterFacts {
  readonly server: string;
  /** As `kubectl version` shows it: `v1.34.4`. */
  readonly version?: string;
  readonly asker?: Asker;
  readonly nodes?: readonly NodeFacts[];
  /** How far each node's clock is ahead of the API server's, in seconds. */
  readonly nodeClocks?: readonly { readonly node: string; readonly aheadS: number }[];
  readonly storageClasses?: readonly { readonly name: string; readonly isDefault: boolean }[];
  /** Whether `gateway.networking.k8s.io/v1` is served. */
  readonly gatewayApi: boolean;
  readonly gatewayClasses?: readonly { readonly name: string; readonly accepted: boolean }[];
  readonly namespaces: readonly NamespaceFacts[];
}

/** Reads all of it; some clusters tell even their version to few. Throws an Error where the cluster does not answer. */
export async function readCluster(
  cluster: Cluster,
  stack: string | undefined,
  namespaces: readonly string[],
): Promise<ClusterFacts> {
  const version = await cluster.send({ method: "GET", path: "/version" });
  const [asker, nodes, leases, storage, gatewayKinds, classes, found] = await Promise.all([
    askWho(cluster),
    list(cluster, "/api/v1/nodes"),
    list(cluster, "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"),
    list(cluster, "/apis/storage.k8s.io/v1/storageclasses"),
    // Where discovery is closed, too, nothing is known to be served.
    cluster.kindsOf("gateway.networking.k8s.io/v1").catch(() => []),
    list(cluster, "/apis/gateway.networking.k8s.io/v1/gatewayclasses"),
    Promise.all(
      [...new Set([RECORD_NAMESPACE, ...namespaces])].map((name) => readNamespace(cluster, stack, name)),
    ),
  ]);
  return {
    server: cluster.kubeconfig.getCurrentCluster()?.server ?? "",
    gatewayApi: gatewayKinds.length > 0,
    namespaces: found,
    ...(version.status === 200 ? { version: String(version.body.gitVersion) } : {}),
    ...(asker === undefined ? {} : { asker }),
    ...(nodes === undefined ? {} : { nodes: nodes.map(nodeFacts) }),
    ...(leases === undefined ? {} : { nodeClocks: leases.flatMap(nodeClock) }),
    ...(storage === undefined ? {} : { storageClasses: storage.map(classFacts) }),
    ...(classes === undefined ? {} : { gatewayClasses: classes.map(gatewayClassFacts) }),
  };
}

async function list(cluster: Cluster, path: string): Promise<readonly KubeObject[] | undefined> {
  const { status, body } = await cluster.send({ method: "GET", path });
  return status === 200 ? (body.items as KubeObject[]) : undefined;
}

async function readNamespace(
  cluster: Cluster,
  stack: string | undefined,
  name: string,
): Promise<NamespaceFacts> {
  const { status, body } = await cluster.send({ method: "GET", path: `/api/v1/namespaces/${name}` });
  if (status === 404) return { name, state: "missing", level: "" };
  if (status !== 200) return { name, state: "unknown", level: "" };
  const namespace = body as KubeObject;
  const level = namespace.metadata.labels?.["pod-security.kubernetes.io/enforce"] ?? "";
  // The namespace of the records is every stack's.
  const own = name === RECORD_NAMESPACE || (stack !== undefined && isOwn(namespace, stack));
  return { name, state: own ? "own" : "foreign", level };
}

interface NodeStatus {
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly effect: string }[];
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly images?: readonly { readonly names?: readonly string[] }[];
  };
}

function nodeFacts(object: KubeObject): NodeFacts {
  const { spec = {}, status = {} } = object as NodeStatus;
  const holds = (type: string) =>
    (status.conditions ?? []).some((one) => one.type === type && one.status === "True");
  const closed = (spec.taints ?? []).some(({ effect }) => effect !== "PreferNoSchedule");
  return {
    name: object.metadata.name,
    ready: holds("Ready"),
    open: spec.unschedulable !== true && !closed,
    pressures: ["DiskPressure", "MemoryPressure", "PIDPressure"].filter(holds),
    images: (status.images ?? []).flatMap(({ names = [] }) => names),
  };
}

/** The kubelet writes its own time into its lease, and the API server notes its own when it takes that. */
function nodeClock(object: KubeObject): { node: string; aheadS: number }[] {
  const { renewTime = "" } = (object["spec"] ?? {}) as { readonly renewTime?: string };
  const { managedFields = [] } = object.metadata as {
    readonly managedFields?: readonly { readonly manager: string; readonly time?: string }[];
  };
  const noted = managedFields.find(({ manager }) => manager === "kubelet")?.time ?? "";
  const [said, taken] = [Date.parse(renewTime), Date.parse(noted)];
  if (Number.isNaN(said) || Number.isNaN(taken)) return [];
  return [{ node: object.metadata.name, aheadS: 0 - clockDistance(taken, said, said) }];
}

function classFacts({ metadata }: KubeObject): { name: string; isDefault: boolean } {
  const isDefault = metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
  return { name: metadata.name, isDefault };
}

function gatewayClassFacts(object: KubeObject): { name: string; accepted: boolean } {
  const { conditions = [] } = (object["status"] ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  const accepted = conditions.some(({ type, status }) => type === "Accepted" && status === "True");
  return { name: object.metadata.name, accepted };
}
