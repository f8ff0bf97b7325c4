import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { openEngine } from "../open-engine.ts";
import { openStack } from "../open-stack.ts";
import { refuseIssues } from "../refuse-issues.ts";
import { synthLocked } from "../synth-locked.ts";
import type { Terminal } from "../terminal.ts";
import { hasChanges } from "./cluster-plan.ts";
import { formatMarkdown } from "./format-markdown.ts";
import { formatPlan } from "./format-plan.ts";
import { type PlanFlags, planStack } from "./plan-stack.ts";

/** What `plan` was told on the command line. */
export interface ShowPlanFlags extends PlanFlags {
  readonly json?: true;
  readonly markdown?: true;
}

/** Prints what `up` would change in a cluster, as text, JSON or Markdown; ends with exit code 3 where that is anything. */
export async function showPlan(terminal: Terminal, profile: string, flags: ShowPlanFlags): Promise<void> {
  const json = flags.json === true;
  const opened = await openStack(profile, terminal, { json });
  const manifests = await synthLocked(terminal, opened, { json });
  const engine = await openEngine(opened, flags);
  const { plan, upgrade } = await planStack(engine, opened, manifests, flags);
  refuseIssues(terminal, opened, upgrade.issues, { json });
  const cluster = flags.context ?? say.target.currentContext;
  if (json) terminal.out(JSON.stringify(plan));
  else if (flags.markdown) terminal.out(formatMarkdown(plan, cluster));
  else terminal.out(formatPlan(plan, { paint: terminal.outStyle, cluster }));
  if (!json) terminal.talk(say.next(nextCommand(profile, flags, hasChanges(plan))));
  if (hasChanges(plan)) throw new Exit(EXIT.changes);
}

function nextCommand(profile: string, flags: ShowPlanFlags, isChanged: boolean): string {
  const words = [
    `country-stack ${isChanged ? "up" : "status"} ${profile} --target cluster`,
    ...(flags.context === undefined ? [] : [`--context ${flags.context}`]),
    ...(isChanged ? (flags.allowDataLoss ?? []).map((part) => `--allow-data-loss ${part}`) : []),
  ];
  return words.join(" ");
}

/** Refuses flags that only a plan against a cluster has, and two forms of output at once. */
export function requireClusterFlags(flags: ShowPlanFlags): void {
  if (flags.json && flags.markdown) throw new UsageError(say.clusterPlan.jsonOrMarkdown);
  if (flags.target !== "local") return;
  const given = [
    ...(flags.markdown ? ["--markdown"] : []),
    ...(flags.prices === undefined ? [] : ["--prices"]),
    ...((flags.allowDataLoss ?? []).length === 0 ? [] : ["--allow-data-loss"]),
  ];
  if (given[0] !== undefined) throw new UsageError(say.clusterPlan.forCluster(given[0]));
}
