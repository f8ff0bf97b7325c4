import { chooseExpired, type Retention } from "../../deploy/backup/retention.ts";
import { type BackupTarget, parseFileName } from "../../deploy/backup/target.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { readStored } from "./place.ts";

/** Deletes the backups of a stack that need not be kept, now that a new one was read back, and what dead runs left. */
export async function tidyPlace(
  terminal: Terminal,
  place: BackupTarget,
  stack: string,
  proved: string,
  retention: Retention,
): Promise<void> {
  for (const leftover of await place.leftovers()) {
    const name =
      leftover
        .split(" ")
        .at(-1)
        ?.replace(/\.partial\..*$/, "") ?? "";
    if (parseFileName(name)?.stack !== stack) continue;
    await place.removeLeftover(leftover);
    terminal.talk(say.backup.swept(name));
  }
  for (const { name } of chooseExpired(await readStored(place, stack), proved, retention, Date.now())) {
    await place.remove(name);
    terminal.talk(say.backup.removed(name));
  }
}
