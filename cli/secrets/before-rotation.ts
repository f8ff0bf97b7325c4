import type { Manifest } from "../../charts/spi/index.ts";
import type { Engine } from "../../deploy/engine.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Rotating applies the whole profile; what else that would change takes a plan that was looked at. `expected` are the
 * ids of what may differ.
 */
export async function requireNothingElse(
  profile: string,
  engine: Engine,
  { stack }: OpenedStack,
  manifests: readonly Manifest[],
  expected: ReadonlySet<string> = new Set(),
): Promise<void> {
  const changes = await engine.preview(stack, manifests);
  const pending = changes.filter(({ action, id }) => action !== "same" && !expected.has(id));
  if (pending.length > 0)
    throw new UsageError(say.secrets.pending(pending.length), say.secrets.pendingHint(profile));
}

/** Asks, unless `--yes` answers; ends the command with exit code 1 where the answer is no. */
export async function confirmRotation(terminal: Terminal, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (process.stdin.isTTY !== true) throw new UsageError(say.secrets.unanswered, say.secrets.unansweredHint);
  const { default: inquirer } = await import("inquirer");
  const { go } = await inquirer.prompt<{ go: boolean }>([
    { type: "confirm", name: "go", message: say.secrets.question, default: false },
  ]);
  if (go) return;
  terminal.talk(say.secrets.notRotated);
  throw new Exit(EXIT.failed);
}
