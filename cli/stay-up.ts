import type { Stack } from "../charts/spi/index.ts";
import type { Deployment } from "../deploy/engine.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";

/** Goes on until it is interrupted, with the desk of the ministry where the stack has one. */
export async function stayUp(
  terminal: Terminal,
  stack: Stack,
  deployment: Deployment,
  signal: AbortSignal,
  goOn: () => Promise<void>,
): Promise<void> {
  const { hasDesk } = await import("./desk/open-desk.ts");
  if (!hasDesk(stack)) return goOn();
  const { keepDesk } = await import("./show-desk.ts");
  let begun = false;
  try {
    await keepDesk({ stack, deployment, signal }, (url) => {
      begun = true;
      terminal.talk(say.desk.open(url));
      return goOn();
    });
  } catch (error) {
    if (begun) throw error;
    // The parts run, and are what was asked for.
    terminal.talk(say.desk.notOpened((error as Error).message));
    await goOn();
  }
}
