import type { Manifest, Stack } from "../charts/spi/index.ts";
import type { Engine } from "../deploy/engine.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import { formatRulesSummary, summarizeRules } from "./rules/summarize-rules.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";
import { formatChanges } from "./ui/changes.ts";

/**
 * Shows what `up` would change in the cluster and asks whether it may. Ends the command where the answer is no, and
 * as wrong use where there is nobody to ask and `--yes` was not given.
 */
export async function confirmPlan(
  terminal: Terminal,
  engine: Engine,
  stack: Stack,
  manifests: readonly Manifest[],
  flags: TargetFlags & { readonly yes?: true },
): Promise<void> {
  const changes = await engine.preview(stack, manifests);
  terminal.talk(say.up.planTitle(stack.name, flags.context ?? say.target.currentContext));
  terminal.talk(formatChanges(changes, terminal));
  for (const line of formatRulesSummary(summarizeRules(stack, manifests))) terminal.talk(line);
  if (flags.yes || changes.every((change) => change.action === "same")) return;
  if (process.stdin.isTTY !== true) throw new UsageError(say.up.unanswered, say.up.unansweredHint);
  const { default: inquirer } = await import("inquirer");
  const { apply } = await inquirer.prompt<{ apply: boolean }>([
    { type: "confirm", name: "apply", message: say.up.question, default: false },
  ]);
  if (apply) return;
  terminal.talk(say.up.notApplied);
  throw new Exit(EXIT.failed);
}
