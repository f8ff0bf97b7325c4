import { readQuantity } from "./live-quantity.ts";
import {
  type Amount,
  amountOf,
  type LabelSelector,
  type NodeObject,
  type PlacedPodSpec,
  requestsOf,
  selects,
  untoleratedTaint,
  wantsNode,
} from "./pod-placing.ts";

/** A pod to be placed, or with `spec.nodeName` one that has its place. */
export interface PlacedPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PlacedPodSpec;
  /** The part of the stack that it belongs to; absent for the pods of others. */
  readonly part?: string;
  /** Whether one runs on each node that lets it, as of a DaemonSet. */
  readonly everyNode?: true;
}

/** Why a node does not take a pod: the first thing in the way, in this order. */
export type Obstacle =
  | "not-ready"
  | "cordoned"
  | "taint"
  | "selector"
  | "pods"
  | "cpu"
  | "memory"
  | "apart"
  | "together"
  | "spread";

/** A node with what is left of it and the pods that have their place there. */
export interface Slot {
  readonly node: NodeObject;
  free: Amount;
  pods: number;
  readonly holds: PlacedPod[];
}

/** What is in the way of a pod at a node; undefined where nothing is. */
export function obstacleAt(
  slot: Slot,
  slots: readonly Slot[],
  pod: PlacedPod,
  asks: Amount,
): Obstacle | undefined {
  const { node } = slot;
  if (!isReady(node)) return "not-ready";
  if (node.spec?.unschedulable === true && pod.everyNode !== true) return "cordoned";
  if (untoleratedTaint(node, pod.spec) !== undefined) return "taint";
  if (!wantsNode(node, pod.spec)) return "selector";
  if (slot.pods < 1) return "pods";
  if (slot.free.cpu < asks.cpu) return "cpu";
  if (slot.free.memory < asks.memory) return "memory";
  return neighboursObstacle(slot, slots, pod);
}

/** What other pods have against it, or it against them. */
function neighboursObstacle(slot: Slot, slots: readonly Slot[], pod: PlacedPod): Obstacle | undefined {
  const { affinity, topologySpreadConstraints = [] } = pod.spec;
  const apart = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const together = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const near = (key: string) => {
    const here = domainOf(slot, key);
    return here === undefined ? [] : slots.filter((other) => domainOf(other, key) === here);
  };
  const has = (
    where: readonly Slot[],
    term: { namespaces?: readonly string[]; labelSelector?: LabelSelector },
  ) => where.some((each) => countMatching(each, term.namespaces ?? [pod.namespace], term.labelSelector) > 0);
  if (apart.some((term) => has(near(term.topologyKey), term))) return "apart";
  const isMissing = together.some(
    // The first of a group that wants to be together has nobody to join.
    (term) =>
      !has(near(term.topologyKey), term) && !(selects(term.labelSelector, pod.labels) && !has(slots, term)),
  );
  if (isMissing) return "together";
  const strict = topologySpreadConstraints.filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule",
  );
  return strict.some((one) => isTooSkewed(slot, slots, pod, one)) ? "spread" : undefined;
}

function isTooSkewed(
  slot: Slot,
  slots: readonly Slot[],
  pod: PlacedPod,
  {
    topologyKey,
    maxSkew,
    labelSelector,
  }: { topologyKey: string; maxSkew: number; labelSelector?: LabelSelector },
): boolean {
  const here = domainOf(slot, topologyKey);
  if (here === undefined) return true;
  const counts = new Map<string, number>();
  // Nodes on which the pod could not be anyway are no domain that stays empty.
  for (const other of slots.filter(({ node }) => wantsNode(node, pod.spec))) {
    const domain = domainOf(other, topologyKey);
    if (domain === undefined) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + countMatching(other, [pod.namespace], labelSelector));
  }
  return (counts.get(here) ?? 0) + 1 - Math.min(...counts.values()) > maxSkew;
}

function countMatching(
  slot: Slot,
  namespaces: readonly string[],
  selector: LabelSelector | undefined,
): number {
  return slot.holds.filter(
    ({ namespace, labels }) => namespaces.includes(namespace) && selects(selector, labels),
  ).length;
}

function domainOf({ node }: Slot, key: string): string | undefined {
  return node.metadata.labels?.[key] ?? (key === "kubernetes.io/hostname" ? node.metadata.name : undefined);
}

/** A node with the pods that run on it. */
export function openSlot(node: NodeObject, running: readonly PlacedPod[]): Slot {
  const pods = readQuantity(node.status?.allocatable?.["pods"] ?? "110");
  const slot: Slot = { node, free: allocatableOf(node), pods, holds: [] };
  for (const pod of running) if (pod.spec.nodeName === node.metadata.name) settle(slot, pod);
  return slot;
}

/** Gives a pod its place. */
export function settle(slot: Slot, pod: PlacedPod): void {
  const { cpu, memory } = requestsOf(pod.spec);
  slot.free = { cpu: slot.free.cpu - cpu, memory: slot.free.memory - memory };
  slot.pods -= 1;
  slot.holds.push(pod);
}

/** What pods may ask of a node together. */
export function allocatableOf(node: NodeObject): Amount {
  return amountOf(node.status?.allocatable ?? {});
}

/** Whether a node is ready; one that says nothing of itself, as it was just made, counts as that. */
export function isReady({ status }: NodeObject): boolean {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return ready === undefined || ready.status === "True";
}
