import type { Manifest } from "../charts/spi/index.ts";
import type { Engine } from "../deploy/engine.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { OpenedStack } from "./open-stack.ts";
import { type ClusterPlan, hasChanges, refusedLosses } from "./plan/cluster-plan.ts";
import { formatPlan } from "./plan/format-plan.ts";
import { type AskedUpgrade, type PlanFlags, planStack } from "./plan/plan-stack.ts";
import { refuseIssues } from "./refuse-issues.ts";
import type { Terminal } from "./terminal.ts";
import { requireWayBack, type UpgradeFlags } from "./upgrade/way-back.ts";

/** How many objects are shown above the question; `plan` shows all of them. */
const MOST = 60;

/** What was agreed to. */
export interface ConfirmedPlan {
  readonly plan: ClusterPlan;
  /** The ids of what may be made anew without its data. */
  readonly losing: readonly string[];
  readonly upgrade: AskedUpgrade;
}

/**
 * Shows what `up` would change in the cluster and asks whether it may. Ends the command where the answer is no, and as
 * wrong use where data would be lost that nobody allowed to be, where a part cannot go to the release that is asked
 * for, or where there is nobody to ask and `--yes` was not given.
 */
export async function confirmPlan(
  terminal: Terminal,
  engine: Engine,
  opened: OpenedStack,
  manifests: readonly Manifest[],
  flags: PlanFlags & UpgradeFlags & { readonly yes?: true; readonly json?: true },
): Promise<ConfirmedPlan> {
  const { plan, losing, upgrade } = await planStack(engine, opened, manifests, flags);
  refuseIssues(terminal, opened, upgrade.issues, { json: flags.json === true });
  const cluster = flags.context ?? say.target.currentContext;
  terminal.talk(formatPlan(plan, { paint: terminal.talkStyle, cluster, most: MOST }));
  const refused = [...new Set(refusedLosses(plan).map(({ part }) => part))];
  if (refused.length > 0)
    throw new UsageError(say.clusterPlan.refused(refused), say.clusterPlan.refusedHint(refused));
  requireWayBack(opened.stack, manifests, upgrade, flags);
  const confirmed = { plan, losing, upgrade };
  if (flags.yes || !hasChanges(plan)) return confirmed;
  if (process.stdin.isTTY !== true) throw new UsageError(say.up.unanswered, say.up.unansweredHint);
  const { default: inquirer } = await import("inquirer");
  const { apply } = await inquirer.prompt<{ apply: boolean }>([
    { type: "confirm", name: "apply", message: say.up.question, default: false },
  ]);
  if (apply) return confirmed;
  terminal.talk(say.up.notApplied);
  throw new Exit(EXIT.failed);
}
