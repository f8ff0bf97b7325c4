import type { Manifest } from "../charts/spi/index.ts";
import type { Engine } from "../deploy/engine.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { OpenedStack } from "./open-stack.ts";
import { hasChanges, refusedLosses } from "./plan/cluster-plan.ts";
import { formatPlan } from "./plan/format-plan.ts";
import { type PlanFlags, planStack } from "./plan/plan-stack.ts";
import type { Terminal } from "./terminal.ts";

/** How many objects are shown above the question; `plan` shows all of them. */
const MOST = 60;

/**
 * Shows what `up` would change in the cluster and asks whether it may; answers the ids of what it may make anew without
 * its data. Ends the command where the answer is no, and as wrong use where data would be lost that nobody allowed to
 * be, or where there is nobody to ask and `--yes` was not given.
 */
export async function confirmPlan(
  terminal: Terminal,
  engine: Engine,
  opened: OpenedStack,
  manifests: readonly Manifest[],
  flags: PlanFlags & { readonly yes?: true },
): Promise<readonly string[]> {
  const { plan, losing } = await planStack(engine, opened, manifests, flags);
  const cluster = flags.context ?? say.target.currentContext;
  terminal.talk(formatPlan(plan, { paint: terminal.talkStyle, cluster, most: MOST }));
  const refused = [...new Set(refusedLosses(plan).map(({ part }) => part))];
  if (refused.length > 0)
    throw new UsageError(say.clusterPlan.refused(refused), say.clusterPlan.refusedHint(refused));
  if (flags.yes || !hasChanges(plan)) return losing;
  if (process.stdin.isTTY !== true) throw new UsageError(say.up.unanswered, say.up.unansweredHint);
  const { default: inquirer } = await import("inquirer");
  const { apply } = await inquirer.prompt<{ apply: boolean }>([
    { type: "confirm", name: "apply", message: say.up.question, default: false },
  ]);
  if (apply) return losing;
  terminal.talk(say.up.notApplied);
  throw new Exit(EXIT.failed);
}
