import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { listImages } from "../../constructs/images.ts";
import type { ClusterRoom } from "../../deploy/cluster/read-nodes.ts";
import type { ClusterRecord, UpgradeMark } from "../../deploy/cluster/record.ts";
import type { Change, Engine } from "../../deploy/engine.ts";
import { installedIn } from "../../deploy/upgrade/installed-in.ts";
import { type JudgedJumps, judgeJumps } from "../../deploy/upgrade/judge-jumps.ts";
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
  readonly upgrade: AskedUpgrade;
}

/** The parts that would go to another release, what is wrong with that, and what of an earlier upgrade has not ended. */
export interface AskedUpgrade extends JudgedJumps {
  readonly mark: UpgradeMark | undefined;
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
  const { room, record } = await readFromCluster(flags, stack.name, changes);
  const upgrade = askedUpgrade(stack, record, changes);
  const { context } = flags;
  const { jumps } = upgrade;
  return {
    plan: judgePlan({ stack, manifests, changes, images, room, prices, allowed, context, jumps }),
    losing: allowedLosses(changes, allowed),
    upgrade,
  };
}

/** A record of an older version of this tool tells no releases; what was applied last is labelled with them. */
function askedUpgrade(
  stack: Stack,
  record: ClusterRecord | undefined,
  changes: readonly Change[],
): AskedUpgrade {
  const mark = record?.upgrade;
  const unended = mark && { parts: mark.parts, isApplied: mark.phase === "applied" };
  return { ...judgeJumps(stack, record?.releases ?? installedIn(changes), unended), mark };
}

/** The stack's record; the nodes and what runs on them beside the stack, whose pods are placed anew. */
async function readFromCluster(
  flags: TargetFlags,
  stack: string,
  changes: readonly Change[],
): Promise<{ room: ClusterRoom | undefined; record: ClusterRecord | undefined }> {
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { readRecord } = await import("../../deploy/cluster/record.ts");
  const { readRoom } = await import("../../deploy/cluster/read-nodes.ts");
  const own = changes.flatMap(({ before, after }) => [before, after]);
  const namespaces = own.flatMap((object) => object?.metadata.namespace ?? []);
  const cluster = await openCluster(flags);
  try {
    const room = await readRoom(cluster, new Set(namespaces));
    return { room, record: await readRecord(cluster, stack) };
  } finally {
    cluster.close();
  }
}
