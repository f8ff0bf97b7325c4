import type { Manifest, Stack } from "../charts/spi/index.ts";
import { type Change, type Engine, EngineRefusal } from "../deploy/engine.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
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
  const changes = await preview(engine, stack, manifests);
  terminal.talk(say.up.planTitle(stack.name, flags.context ?? say.target.currentContext));
  terminal.talk(formatChanges(changes, terminal));
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

async function preview(
  engine: Engine,
  stack: Stack,
  manifests: readonly Manifest[],
): Promise<readonly Change[]> {
  try {
    return await engine.preview(stack, manifests);
  } catch (error) {
    if (error instanceof EngineRefusal) throw new UsageError(error.message);
    throw error;
  }
}
