import { join } from "node:path";
import type { Part, Stack } from "../charts/spi/index.ts";
import { clusterAddress, hasAddress } from "../constructs/address.ts";
import { selectorText } from "../constructs/labels.ts";
import { type Cluster, openCluster } from "../deploy/cluster/client.ts";
import { isReady, listPods, type Pod } from "../deploy/cluster/pod-reasons.ts";
import { formatAge, lastResult, type PartStatus, readReport, type StackStatus } from "./read-status.ts";
import type { TargetFlags } from "./target-options.ts";

/** A stack in a cluster: its parts' pods as they are now, and the last report on this machine. */
export async function readClusterStatus(stack: Stack, flags: TargetFlags): Promise<StackStatus> {
  const cluster = await openCluster(flags);
  try {
    await cluster.uid();
    const report = readReport(join(flags.data, stack.name));
    const parts = await Promise.all(
      stack.parts.map(async (part) => ({
        ...(await readPart(cluster, stack, part)),
        lastResult: lastResult(report, part.name),
      })),
    );
    return { stack: stack.name, parts };
  } finally {
    cluster.close();
  }
}

async function readPart(cluster: Cluster, stack: Stack, part: Part): Promise<Omit<PartStatus, "lastResult">> {
  const address = hasAddress(part) ? clusterAddress(stack, part.name, part.product.conformance.port) : "-";
  const known = { part: part.name, block: part.block, address, release: part.release.version };
  if (part.external !== undefined) return { ...known, state: "external", ready: "-", age: "-" };
  const selector = selectorText(part);
  const pods = await listPods(cluster, part.namespace, selector);
  const ready = pods.filter(isReady).length;
  return { ...known, state: stateOf(pods, ready), ready: `${ready}/${pods.length}`, age: ageOf(pods) };
}

function stateOf(pods: readonly Pod[], ready: number): PartStatus["state"] {
  if (pods.length === 0) return "stopped";
  return ready === pods.length ? "ready" : "not ready";
}

function ageOf(pods: readonly Pod[]): string {
  const [oldest] = pods.flatMap((pod) => pod.metadata.creationTimestamp ?? []).sort();
  return oldest === undefined ? "-" : formatAge(oldest);
}
