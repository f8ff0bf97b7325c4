import { type Part, partsIn, type Stack } from "../../charts/spi/index.ts";
import type { SecretContents } from "../secrets.ts";
import type { Cluster } from "./client.ts";
import { type ClusterEvent, listPods, type Pod } from "./pod-reasons.ts";
import { readRecord } from "./record.ts";
import { readSecrets } from "./stack-secrets.ts";

/** How many warnings of a namespace are told, newest first. */
const WARNINGS = 30;

/** What may be told of a stack in a cluster: these fields and no others. Texts of others are in `message` and `lines`. */
export interface ClusterFacts {
  readonly kubernetes: string;
  readonly nodes: readonly NodeFacts[];
  readonly record?: {
    readonly toolVersion: string;
    readonly profileHash: string;
    /** Where the state is, as its scheme alone. */
    readonly state: string;
    readonly runs: readonly { readonly when: string; readonly what: string; readonly result: string }[];
  };
  readonly namespaces: readonly NamespaceFacts[];
}

interface NodeFacts {
  readonly kubelet: string;
  readonly system: string;
  readonly cpu: string;
  readonly memory: string;
  readonly troubles: readonly string[];
}

interface NamespaceFacts {
  readonly parts: readonly string[];
  readonly pods: readonly PodFacts[];
  readonly claims: readonly { readonly name: string; readonly phase: string; readonly storage: string }[];
  readonly warnings: readonly WarningFacts[];
}

interface PodFacts {
  readonly name: string;
  readonly phase: string;
  readonly containers: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly restarts: number;
    readonly image: string;
    readonly reason: string;
  }[];
}

interface WarningFacts {
  readonly about: string;
  readonly reason: string;
  readonly when: string;
  readonly message: string;
}

/** The last lines of a container's log. */
export interface LogFacts {
  readonly pod: string;
  readonly container: string;
  readonly lines: readonly string[];
}

/** Reads what may be told of a stack. */
export async function readClusterFacts(cluster: Cluster, stack: Stack): Promise<ClusterFacts> {
  const [version, nodes, record] = await Promise.all([
    cluster.ask({ method: "GET", path: "/version" }),
    // Who may not list nodes is told of none.
    cluster.send({ method: "GET", path: "/api/v1/nodes" }),
    readRecord(cluster, stack.name),
  ]);
  const own = stack.parts.filter(({ external }) => external === undefined);
  const names = [...new Set(own.map(({ namespace }) => namespace))];
  return {
    kubernetes: version.gitVersion,
    nodes: nodes.status === 200 ? nodes.body.items.map(nodeFacts) : [],
    ...(record === undefined
      ? {}
      : {
          record: {
            toolVersion: record.toolVersion,
            profileHash: record.profileHash,
            state: record.state.split(":")[0] ?? "",
            runs: record.runs.map(({ when, what, result }) => ({ when, what, result })),
          },
        }),
    namespaces: await Promise.all(names.map((name) => namespaceFacts(cluster, stack, name))),
  };
}

/** The values that must stand in nothing that is told. */
export async function readSecretContents(cluster: Cluster, stack: Stack): Promise<SecretContents> {
  const secrets = await readSecrets(cluster, [...new Set(stack.parts.map(({ namespace }) => namespace))]);
  return new Map(
    secrets.map(({ namespace, name, data }) => [
      `${namespace}/${name}`,
      { data, generation: 1, generatedAt: "" },
    ]),
  );
}

/** Reads a container's last lines. */
export type ReadLog = (namespace: string, pod: string, container: string) => Promise<string>;

/** The logs of these parts' pods. */
export async function readLogs(cluster: Cluster, parts: readonly Part[], read: ReadLog): Promise<LogFacts[]> {
  const found: LogFacts[] = [];
  for (const { name, namespace } of parts) {
    for (const pod of await listPods(cluster, namespace, `country-stack/part=${name}`)) {
      for (const container of pod.spec?.containers ?? []) {
        const text = await read(namespace, pod.metadata.name, container.name).catch(() => "");
        const lines = text.split("\n").filter((line) => line !== "");
        found.push({ pod: pod.metadata.name, container: container.name, lines });
      }
    }
  }
  return found;
}

async function namespaceFacts(cluster: Cluster, stack: Stack, namespace: string): Promise<NamespaceFacts> {
  const root = `/api/v1/namespaces/${namespace}`;
  const [pods, claims, events] = await Promise.all([
    listPods(cluster, namespace),
    cluster.ask({ method: "GET", path: `${root}/persistentvolumeclaims` }),
    cluster.ask({ method: "GET", path: `${root}/events?fieldSelector=type%3DWarning` }),
  ]);
  const warnings = (events.items as (ClusterEvent & { reason?: string })[])
    .map(warningFacts)
    .sort((a, b) => (a.when < b.when ? 1 : -1));
  return {
    parts: partsIn(stack, namespace).map(({ name }) => name),
    pods: pods.map(podFacts),
    claims: (claims.items as Claim[]).map(({ metadata, spec, status }) => ({
      name: metadata.name,
      phase: status?.phase ?? "",
      storage: spec?.resources?.requests?.storage ?? "",
    })),
    warnings: warnings.slice(0, WARNINGS),
  };
}

interface Claim {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly resources?: { readonly requests?: { readonly storage?: string } } };
  readonly status?: { readonly phase?: string };
}

interface Node {
  readonly status: {
    readonly nodeInfo: {
      readonly kubeletVersion: string;
      readonly operatingSystem: string;
      readonly architecture: string;
    };
    readonly allocatable?: { readonly cpu?: string; readonly memory?: string };
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Without names and addresses, which are the country's. */
function nodeFacts({ status }: Node): NodeFacts {
  const { nodeInfo, allocatable, conditions = [] } = status;
  const isTrouble = ({ type, status: is }: { type: string; status: string }) =>
    (type === "Ready") === (is !== "True");
  return {
    kubelet: nodeInfo.kubeletVersion,
    system: `${nodeInfo.operatingSystem}/${nodeInfo.architecture}`,
    cpu: allocatable?.cpu ?? "",
    memory: allocatable?.memory ?? "",
    troubles: conditions.filter(isTrouble).map(({ type, status: is }) => `${type}=${is}`),
  };
}

interface StatusOfContainer {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount?: number;
  readonly image?: string;
  readonly state?: Readonly<Record<string, { readonly reason?: string; readonly exitCode?: number }>>;
}

function podFacts({ metadata, status }: Pod): PodFacts {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return {
    name: metadata.name,
    phase: status?.phase ?? "",
    containers: (all as readonly StatusOfContainer[]).map(
      ({ name, ready, restartCount, image, state = {} }) => ({
        name,
        ready,
        restarts: restartCount ?? 0,
        image: image ?? "",
        reason: Object.entries(state)
          .map(([kind, { reason, exitCode }]) =>
            [kind, reason, exitCode].filter((word) => word !== undefined).join(" "),
          )
          .join(", "),
      }),
    ),
  };
}

function warningFacts(event: ClusterEvent & { readonly reason?: string }): WarningFacts {
  const { involvedObject, message, lastTimestamp, eventTime, reason } = event;
  return {
    about: `${involvedObject.kind} ${involvedObject.name}`,
    reason: reason ?? "",
    when: lastTimestamp ?? eventTime ?? "",
    message,
  };
}
