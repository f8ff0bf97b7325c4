import { existsSync } from "node:fs";
import { join } from "node:path";
import { verifyChain } from "../reference/consent/verify-chain.ts";
import { verifyMessageLog } from "../reference/information-mediator/message-log.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";

/** What has a chain of hashes: a mediator's message log, and the Revisions of a consent server. */
const CHAINS = [
  { file: "information-mediator.sqlite", name: "messages", verify: verifyMessageLog },
  { file: "consent.sqlite", name: "revisions", verify: verifyChain },
] as const;

/** Walks the hash chain in a part's data folder. Ends with exit code 1 where it is broken. */
export function verifyLog(terminal: Terminal, folder: string): void {
  const chain = CHAINS.find(({ file }) => existsSync(join(folder, file)));
  if (chain === undefined) throw new UsageError(say.reference.noLog(folder));
  const verdict = chain.verify(join(folder, chain.file));
  if (verdict.ok) {
    terminal.out(say.reference.logHolds(chain.name, verdict.entries));
    return;
  }
  terminal.out(say.reference.logBroken(chain.name, verdict.brokenAt ?? 0));
  throw new Exit(EXIT.failed);
}
