import type { Manifest } from "../../charts/spi/index.ts";
import { listImages } from "../../constructs/images.ts";
import type { ClusterRoom } from "../../deploy/cluster/read-nodes.ts";
import type { Change, Engine } from "../../deploy/engine.ts";
import { UsageError } from "../exit.ts";
import { planTalk as say } from "../messages/plan-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { ClusterPlan } from "./cluster-plan.ts";
import { allowedLosses } from "./data-at-stake.ts";
import { judgePlan } from "./judge-plan.ts";
import { readPrices } from "./read-prices.ts";

/** What a plan was told beside where the cluster is. */
export interface PlanFlags extends TargetFlags {
  readonly allowDataLoss?: readonly string[];
  readonly prices?: string;
}

/** A plan, and what the engine may make anew without its data once somebody has agreed to it. */
export interface JudgedPlan {
  readonly plan: ClusterPlan;
  readonly losing: readonly string[];
}

/**
 * What `up` would do with these manifests: the engine's preview, judged. `plan` shows it, and `up` shows the same one
 * before it asks.
 */
export async function planStack(
  engine: Engine,
  opened: Pick<OpenedStack, "stack">,
  manifests: readonly Manifest[],
  flags: PlanFlags,
): Promise<JudgedPlan> {
  const { stack } = opened;
  const prices = readPrices(flags.prices);
  const allowed = flags.allowDataLoss ?? [];
  const [changes, images] = [await engine.preview(stack, manifests), await listImages(stack)];
  const known = new Set([...stack.parts.map(({ name }) => name), ...changes.map(({ part }) => part)]);
  const unknown = allowed.find((part) => !known.has(part));
  if (unknown !== undefined) throw new UsageError(say.allowUnknown(unknown, stack.name));
  const room = await readRoomFor(flags, changes);
  const { context } = flags;
  return {
    plan: judgePlan({ stack, manifests, changes, images, room, prices, allowed, context }),
    losing: allowedLosses(changes, allowed),
  };
}

/** The nodes and what runs on them beside the stack, whose pods are placed anew. */
async function readRoomFor(flags: TargetFlags, changes: readonly Change[]): Promise<ClusterRoom | undefined> {
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { readRoom } = await import("../../deploy/cluster/read-nodes.ts");
  const own = changes.flatMap(({ before, after }) => [before, after]);
  const namespaces = own.flatMap((object) => object?.metadata.namespace ?? []);
  const cluster = await openCluster(flags);
  try {
    return await readRoom(cluster, new Set(namespaces));
  } finally {
    cluster.close();
  }
}
