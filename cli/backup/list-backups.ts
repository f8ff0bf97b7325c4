import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import { formatAge } from "../read-status.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";
import { inWords } from "./in-words.ts";
import { openPlace, type PlaceFlags, placeFlag, readStored } from "./place.ts";

/** What `backups` was told on the command line. */
export interface BackupsFlags extends PlaceFlags {
  readonly json?: true;
}

/** Lists the backups of a stack with what they say of themselves, which takes no passphrase and proves nothing. */
export async function listBackups(terminal: Terminal, profile: string, flags: BackupsFlags): Promise<void> {
  const { stack } = await openStack(profile, terminal, { json: flags.json === true });
  const place = await openPlace(flags);
  const { stored, leftovers } = await inWords(terminal, async () => ({
    stored: await readStored(place, stack.name),
    leftovers: (await place.leftovers()).length,
  }));
  if (flags.json) {
    terminal.out(JSON.stringify(stored));
    return;
  }
  const to = placeFlag(flags);
  if (stored.length === 0) {
    terminal.talk(say.backup.none(stack.name, place.shown));
    terminal.talk(say.next(say.backup.backupHint(profile, to)));
    return;
  }
  const rows = stored.map(({ name, createdAt, size, engine, toolVersion, missing }) => [
    name,
    formatAge(createdAt),
    say.backup.size(size),
    engine ?? say.backup.unreadable,
    toolVersion ?? "-",
    missing === undefined || missing.length === 0 ? "-" : missing.join(", "),
  ]);
  const columns = say.backup.columns.map((title) => ({
    title,
    align: title === "SIZE" ? ("right" as const) : ("left" as const),
  }));
  terminal.out(formatTable(columns, rows));
  if (leftovers > 0) terminal.talk(say.backup.begun(leftovers));
  const target = stored[0]?.engine === "cluster" ? " --target cluster" : "";
  terminal.talk(say.next(`country-stack backup verify ${profile}${target}${to}`));
}
