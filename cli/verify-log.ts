import { existsSync } from "node:fs";
import { join } from "node:path";
import { verifyMessageLog } from "../reference/information-mediator/message-log.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";

/** Walks the hash chain of a mediator's message log. Ends with exit code 1 where it is broken. */
export function verifyLog(terminal: Terminal, folder: string): void {
  const file = join(folder, "information-mediator.sqlite");
  if (!existsSync(file)) throw new UsageError(say.reference.noLog(folder));
  const verdict = verifyMessageLog(file);
  if (verdict.ok) {
    terminal.out(say.reference.logHolds(verdict.entries));
    return;
  }
  terminal.out(say.reference.logBroken(verdict.brokenAt ?? 0));
  throw new Exit(EXIT.failed);
}
