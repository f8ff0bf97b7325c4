import {
  allocatableOf,
  isReady,
  type Obstacle,
  obstacleAt,
  openSlot,
  type PlacedPod,
  type Slot,
  settle,
} from "./node-slots.ts";
import { type Amount, add, type NodeObject, requestsOf, untoleratedTaint } from "./pod-placing.ts";

/** How many nodes refuse a pod for one reason. */
export interface Refusal {
  readonly why: Obstacle;
  readonly nodes: number;
  /** The key of the taint, where it is the same one on all of them. */
  readonly taint?: string;
  /** The most that any of them has left, in millicores or bytes; with `cpu` and `memory`. */
  readonly left?: number;
}

/** A pod for which no node has room. */
export interface Misfit {
  readonly pod: PlacedPod;
  readonly asks: Amount;
  readonly refusals: readonly Refusal[];
}

/** Where pods would go. */
export interface Fit {
  /** The node of each pod that found one, by `NAMESPACE/NAME`; of those on every node the last one. */
  readonly placed: ReadonlyMap<string, string>;
  readonly misfits: readonly Misfit[];
  /** Allocatable of the nodes that take pods, and what is left of it with all pods in their places. */
  readonly room: Amount;
  readonly left: Amount;
}

/**
 * Finds a node for every pod of `wanted` beside what runs: requests within what is allocatable, taints, labels, required
 * affinities, spreading that is not mere preference. The largest go first, each to the node that it fills most; the
 * scheduler weighs otherwise, so that with little to spare it may end elsewhere. Preferences, volumes bound to a node,
 * extended resources and ports of the node are not looked at.
 */
export function fitPods(
  nodes: readonly NodeObject[],
  running: readonly PlacedPod[],
  wanted: readonly PlacedPod[],
): Fit {
  const slots = nodes.map((node) => openSlot(node, running));
  const placed = new Map<string, string>();
  const misfits: Misfit[] = [];
  for (const pod of [...wanted].sort(bySize)) {
    const asks = requestsOf(pod.spec);
    const { chosen, refusing } = choose(slots, pod, asks);
    for (const slot of chosen) {
      settle(slot, pod);
      placed.set(`${pod.namespace}/${pod.name}`, slot.node.metadata.name);
    }
    const isHomeless = chosen.length === 0 && pod.everyNode !== true;
    if (isHomeless || refusing.length > 0)
      misfits.push({ pod, asks, refusals: refusalsOf(refusing, slots, pod, asks) });
  }
  const open = slots.filter(({ node }) => isReady(node) && node.spec?.unschedulable !== true);
  const none = { cpu: 0, memory: 0 };
  return {
    placed,
    misfits,
    room: open.map(({ node }) => allocatableOf(node)).reduce(add, none),
    left: open.map(({ free }) => free).reduce(add, none),
  };
}

/** The nodes that a pod is put on, and those in its way: all of them where it finds none. */
function choose(
  slots: readonly Slot[],
  pod: PlacedPod,
  asks: Amount,
): { readonly chosen: readonly Slot[]; readonly refusing: readonly Slot[] } {
  const obstacles = new Map(slots.map((slot) => [slot, obstacleAt(slot, slots, pod, asks)]));
  const open = slots.filter((slot) => obstacles.get(slot) === undefined);
  if (pod.everyNode === true) {
    const isMeant = (why: Obstacle | undefined) => why === undefined || !KEEPING.includes(why);
    return {
      chosen: open,
      refusing: slots.filter((slot) => !open.includes(slot) && isMeant(obstacles.get(slot))),
    };
  }
  const best = open.sort((a, b) => fullness(b, asks) - fullness(a, asks))[0];
  return best === undefined ? { chosen: [], refusing: slots } : { chosen: [best], refusing: [] };
}

/** What keeps a pod that runs on every node off one on purpose. */
const KEEPING: readonly Obstacle[] = ["not-ready", "cordoned", "taint", "selector"];

function refusalsOf(
  refusing: readonly Slot[],
  slots: readonly Slot[],
  pod: PlacedPod,
  asks: Amount,
): Refusal[] {
  const byReason = Map.groupBy(refusing, (slot) => obstacleAt(slot, slots, pod, asks) as Obstacle);
  return [...byReason].map(([why, group]) => {
    const taints = new Set(group.map(({ node }) => untoleratedTaint(node, pod.spec)?.key));
    const [taint] = taints;
    return {
      why,
      nodes: group.length,
      ...(why === "taint" && taints.size === 1 && taint !== undefined ? { taint } : {}),
      ...(why === "cpu" || why === "memory" ? { left: Math.max(...group.map(({ free }) => free[why])) } : {}),
    };
  });
}

/** How much of the node's larger need the pod would leave unfilled, turned around: the fuller the better. */
function fullness({ node, free }: Slot, asks: Amount): number {
  const all = allocatableOf(node);
  const used = (key: keyof Amount) => (all[key] === 0 ? 1 : (all[key] - free[key] + asks[key]) / all[key]);
  return used("cpu") + used("memory");
}

/** Those on every node first, whose places are given; then the largest. A GiB weighs as much as a quarter of a core. */
function bySize(one: PlacedPod, other: PlacedPod): number {
  if (one.everyNode !== other.everyNode) return one.everyNode === true ? -1 : 1;
  return weightOf(other) - weightOf(one);
}

function weightOf({ spec }: PlacedPod): number {
  const { cpu, memory } = requestsOf(spec);
  return cpu + (memory / 2 ** 30) * 250;
}
