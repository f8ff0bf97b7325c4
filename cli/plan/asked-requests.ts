import type { KubeObject, Manifest, Part, Stack } from "../../charts/spi/index.ts";
import { askedOfCluster } from "../../constructs/asked-pods.ts";
import { footprintOf } from "../../constructs/footprint.ts";
import { parseBytes, parseCpu } from "../../constructs/quantity.ts";
import { isOpaque } from "../../constructs/rules/opaque.ts";
import { readQuantity } from "../../deploy/cluster/live-quantity.ts";
import { requestsOf } from "../../deploy/cluster/pod-placing.ts";
import type { Requests } from "./cluster-plan.ts";

/** Nothing at all. */
export const NO_REQUESTS: Requests = { pods: 0, cpu: 0, memory: 0, storage: 0 };

/** What objects of one part ask for. */
export interface AskedRequests extends Requests {
  /** Whether more may come of them: a chart's or an operator's contents, which nobody examined. */
  readonly unknown: boolean;
}

/** Adds up what objects make a cluster set aside: their pods' requests, and their volumes. */
export function requestsIn(objects: readonly KubeObject[]): AskedRequests {
  let sum = NO_REQUESTS;
  let unknown = false;
  for (const object of objects) {
    const asked = askedOfCluster(object, isOpaque);
    unknown ||= asked.unknown;
    for (const { count, spec } of asked.pods) {
      const { cpu, memory } = requestsOf(spec);
      sum = addRequests(sum, { pods: count, cpu: cpu * count, memory: memory * count, storage: 0 });
    }
    for (const { count, storage } of asked.volumes)
      sum = addRequests(sum, { ...NO_REQUESTS, storage: readQuantity(storage) * count });
  }
  return { ...sum, unknown };
}

/**
 * What a part asks for. Where not all that comes of its objects is known, its product's own description counts, as far
 * as it is more than what is known.
 */
export function requestsOfPart(stack: Stack, part: Part, manifests: readonly Manifest[]): AskedRequests {
  const own = manifests.filter(({ part: name }) => name === part.name).map(({ object }) => object);
  const asked = requestsIn(own);
  if (!asked.unknown) return asked;
  const { cpu, memory, storage } = footprintOf(stack, part);
  return {
    pods: Math.max(1, asked.pods),
    cpu: Math.max(parseCpu(cpu), asked.cpu),
    memory: Math.max(parseBytes(memory), asked.memory),
    storage: Math.max(parseBytes(storage), asked.storage),
    unknown: true,
  };
}

/** The sum of two requests. */
export function addRequests(one: Requests, other: Requests): Requests {
  return {
    pods: one.pods + other.pods,
    cpu: one.cpu + other.cpu,
    memory: one.memory + other.memory,
    storage: one.storage + other.storage,
  };
}
