import type { KubeObject } from "../charts/spi/index.ts";

/** A `spec` or a piece of one; whoever made the object knows its shape. */
type Fields = { readonly [key: string]: unknown };

/** Pods that are alike and that come of one object. */
export interface AskedPods {
  /** The name that their names begin with. */
  readonly name: string;
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The pods' `spec`; of those that an operator makes only what the custom resource says of it. */
  readonly spec: Fields;
  /** Whether there is one for each node, whatever `count` says. */
  readonly everyNode?: true;
}

/** Volumes that are alike and that come of one object. */
export interface AskedVolumes {
  /** The claim's name; of claims that a workload makes, what their names begin with. */
  readonly name: string;
  readonly count: number;
  /** A Kubernetes quantity. */
  readonly storage: string;
  /** Empty for the cluster's own choice. */
  readonly storageClass: string;
}

/** What an object makes a cluster set aside. */
export interface Asked {
  readonly pods: readonly AskedPods[];
  readonly volumes: readonly AskedVolumes[];
  /** Whether more may come of it than is known here: a chart, or a custom resource of an unknown kind. */
  readonly unknown: boolean;
}

/**
 * The pods and volumes that come of an object: of workloads and claims as Kubernetes has it, and of the custom
 * resources of the operators in our catalog as these describe them. `isOpaque` objects of other kinds are `unknown`.
 */
export function askedOfCluster(object: KubeObject, isOpaque: (object: KubeObject) => boolean): Asked {
  const spec = fieldsAt(object, "spec");
  const { name } = object.metadata;
  const known = { unknown: false };
  const claim = (at: Fields, count: number, suffix = ""): AskedVolumes[] =>
    volumesOf(name + suffix, count, at);
  switch (object.kind) {
    case "Pod":
      return {
        ...known,
        pods: [{ name, count: 1, labels: object.metadata.labels ?? {}, spec }],
        volumes: [],
      };
    case "PersistentVolumeClaim":
      return { ...known, pods: [], volumes: claim(spec, 1) };
    case "Deployment":
    case "ReplicaSet":
    case "StatefulSet":
    case "DaemonSet":
    case "Job":
      return { ...known, ...ofWorkload(object, spec) };
    case "CronJob":
      return { ...known, ...ofWorkload(object, fieldsAt(spec, "jobTemplate", "spec")) };
    case "Cluster":
      return { ...known, ...ofPostgres(name, spec) };
    case "KafkaNodePool":
      return { ...known, ...ofKafka(name, spec) };
    case "PerconaXtraDBCluster":
      return { ...known, ...ofPercona(name, spec) };
    case "Kafka":
      // Its nodes stand in pools of their own.
      return { ...known, pods: [], volumes: [] };
    default:
      return { pods: [], volumes: [], unknown: isOpaque(object) };
  }
}

type PodsAndVolumes = Pick<Asked, "pods" | "volumes">;

function ofWorkload({ kind, metadata: { name } }: KubeObject, spec: Fields): PodsAndVolumes {
  const template = fieldsAt(spec, "template");
  const pods = fieldsAt(template, "spec");
  if (Object.keys(pods).length === 0) return { pods: [], volumes: [] };
  const count = countOf(kind === "Job" || kind === "CronJob" ? spec["parallelism"] : spec["replicas"]);
  const labels = fieldsAt(template, "metadata", "labels") as Record<string, string>;
  const templates = (spec["volumeClaimTemplates"] ?? []) as readonly KubeObject[];
  return {
    pods: [
      { name, count, labels, spec: pods, ...(kind === "DaemonSet" ? { everyNode: true as const } : {}) },
    ],
    volumes: templates.flatMap((each) =>
      volumesOf(`${each.metadata.name}-${name}`, count, fieldsAt(each, "spec")),
    ),
  };
}

/** CloudNativePG's `Cluster`. */
function ofPostgres(name: string, spec: Fields): PodsAndVolumes {
  const count = countOf(spec["instances"]);
  const storage = fieldsAt(spec, "storage");
  return {
    pods: [podsOf(name, count, spec, fieldsAt(spec, "inheritedMetadata", "labels"))],
    volumes: volumeOf(name, count, storage["size"], storage["storageClass"]),
  };
}

/** Strimzi's `KafkaNodePool`. */
function ofKafka(name: string, spec: Fields): PodsAndVolumes {
  const count = countOf(spec["replicas"]);
  const volumes = (fieldsAt(spec, "storage")["volumes"] ?? [fieldsAt(spec, "storage")]) as readonly Fields[];
  return {
    pods: [podsOf(name, count, spec, fieldsAt(spec, "template", "pod", "metadata", "labels"))],
    volumes: volumes.flatMap((each) => volumeOf(name, count, each["size"], each["class"])),
  };
}

/** Percona's cluster: servers with volumes, and proxies in front. */
function ofPercona(name: string, spec: Fields): PodsAndVolumes {
  const groups = ["pxc", "haproxy", "proxysql"]
    .map((key) => ({ key, group: fieldsAt(spec, key) }))
    .filter(({ key, group }) => key === "pxc" || group["enabled"] === true);
  return {
    pods: groups.map(({ key, group }) =>
      podsOf(`${name}-${key}`, countOf(group["size"]), group, fieldsAt(group, "labels")),
    ),
    volumes: groups.flatMap(({ key, group }) =>
      volumesOf(
        `${name}-${key}`,
        countOf(group["size"]),
        fieldsAt(group, "volumeSpec", "persistentVolumeClaim"),
      ),
    ),
  };
}

/** Pods of an operator: one container of ours, of which only the resources are told. */
function podsOf(name: string, count: number, group: Fields, labels: Fields): AskedPods {
  const spec = { containers: [{ name, resources: fieldsAt(group, "resources") }] };
  return { name, count, labels: labels as Record<string, string>, spec };
}

function volumesOf(name: string, count: number, claim: Fields): AskedVolumes[] {
  return volumeOf(
    name,
    count,
    fieldsAt(claim, "resources", "requests")["storage"],
    claim["storageClassName"],
  );
}

function volumeOf(name: string, count: number, storage: unknown, storageClass: unknown): AskedVolumes[] {
  if (typeof storage !== "string" || count === 0) return [];
  return [{ name, count, storage, storageClass: typeof storageClass === "string" ? storageClass : "" }];
}

/** A number of replicas; where nobody says one, Kubernetes makes one. */
function countOf(value: unknown): number {
  return typeof value === "number" ? value : 1;
}

function fieldsAt(value: unknown, ...keys: readonly string[]): Fields {
  const found = keys.reduce<unknown>((at, key) => (at as Fields | undefined)?.[key], value);
  return typeof found === "object" && found !== null ? (found as Fields) : {};
}
