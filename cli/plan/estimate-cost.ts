import type { Environment } from "../../charts/spi/index.ts";
import { fitPods } from "../../deploy/cluster/fit-pods.ts";
import { readMillicores, readQuantity } from "../../deploy/cluster/live-quantity.ts";
import type { PlacedPod } from "../../deploy/cluster/node-slots.ts";
import { add, type NodeObject, requestsOf } from "../../deploy/cluster/pod-placing.ts";
import type { NodeCost } from "./cluster-plan.ts";
import type { Prices } from "./prices.ts";

/** What is to be paid for. */
export interface PricedLoad {
  readonly pods: readonly PlacedPod[];
  /** Bytes. */
  readonly storage: number;
  readonly environment: Environment;
}

type NodeSize = Prices["sizes"][number];

/** How many nodes more than the sum of all requests needs are tried, for what does not divide well. */
const TRIES = 50;
const GIB = 2 ** 30;

/**
 * The cheapest nodes of one size that hold the pods, and their storage; undefined where there is nothing to pay for,
 * or no size holds the largest pod.
 */
export function estimateCost(load: PricedLoad, prices: Prices): NodeCost | undefined {
  if (load.pods.length === 0 && load.storage === 0) return undefined;
  const pods = load.pods.map(unbound);
  const storage = (load.storage / GIB) * prices.storage;
  const offers = prices.sizes.flatMap((size): NodeCost[] => {
    const nodes = countNodes(pods, size, prices.usable, prices.fewest[load.environment]);
    if (nodes === undefined) return [];
    const compute = nodes * size.month;
    return [{ size: size.name, nodes, compute, storage, total: compute + storage }];
  });
  return offers.sort((one, other) => one.total - other.total || one.nodes - other.nodes)[0];
}

/** The fewest nodes of a size on which all pods find a place. */
function countNodes(
  pods: readonly PlacedPod[],
  size: NodeSize,
  usable: number,
  fewest: number,
): number | undefined {
  const node = nodeOf(size, usable);
  const all = pods.map(({ spec }) => requestsOf(spec)).reduce(add, { cpu: 0, memory: 0 });
  const { cpu, memory } = amountsOf(size, usable);
  const least = Math.max(fewest, Math.ceil(all.cpu / cpu), Math.ceil(all.memory / memory));
  for (let count = least; count <= least + TRIES; count++) {
    const nodes = Array.from({ length: count }, (_, index) => node(index));
    const { misfits } = fitPods(nodes, [], pods);
    if (misfits.length === 0) return count;
    if (misfits.some(({ asks }) => asks.cpu > cpu || asks.memory > memory)) return undefined;
  }
  return undefined;
}

function nodeOf(size: NodeSize, usable: number): (index: number) => NodeObject {
  const { cpu, memory } = amountsOf(size, usable);
  const allocatable = { cpu: `${cpu}m`, memory: String(memory), pods: "110" };
  return (index) => ({ metadata: { name: `node-${index}`, labels: {} }, status: { allocatable } });
}

function amountsOf({ cpu, memory }: NodeSize, usable: number): { cpu: number; memory: number } {
  return { cpu: Math.floor(readMillicores(cpu) * usable), memory: Math.floor(readQuantity(memory) * usable) };
}

/** A pod that would go to a node of any labels, as these have none. */
function unbound(pod: PlacedPod): PlacedPod {
  const { nodeSelector: _, affinity, ...spec } = pod.spec;
  const { nodeAffinity: __, ...neighbours } = affinity ?? {};
  return { ...pod, spec: { ...spec, affinity: neighbours } };
}
