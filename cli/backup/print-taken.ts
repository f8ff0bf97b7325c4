import type { Stack } from "../../charts/spi/index.ts";
import type { PartData } from "../../deploy/backup/part-data.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";
import type { TakenBackup } from "./take-backup.ts";

/** Says of which parts nothing is taken, and why. */
export function sayNotTaken(
  terminal: Terminal,
  stack: Stack,
  parts: readonly PartData[],
  skip: ReadonlySet<string>,
): void {
  const { none, elsewhere, skipped, undeclared } = say.backup.notTaken;
  for (const { part, state } of parts) {
    const { name, product } = part;
    if (state === "none") terminal.talk(none(name));
    else if (state === "elsewhere") terminal.talk(elsewhere(name));
    else if (skip.has(name)) terminal.talk(skipped(name));
    else if (state === "undeclared")
      terminal.talk(terminal.talkStyle("yellow", undeclared(name, product.title)));
  }
  const providers = Object.keys(stack.providers);
  if (providers.length > 0) terminal.talk(terminal.talkStyle("yellow", say.backup.providers(providers)));
}

/** Prints what a backup holds of each part, and how long it took. */
export function printTaken(terminal: Terminal, { file, size, milliseconds, manifest }: TakenBackup): void {
  const sizes = new Map(manifest.entries.map((entry) => [entry.name, entry.size]));
  const rows = manifest.parts.map(({ name, product, release, data }) => {
    const bytes = sizes.get(`data/${name}`);
    return [name, `${product} ${release}`, data, bytes === undefined ? "-" : say.backup.size(bytes)];
  });
  const columns = say.backup.partColumns.map((title) => ({
    title,
    align: title === "SIZE" ? ("right" as const) : ("left" as const),
  }));
  terminal.out(formatTable(columns, rows));
  const times = manifest.parts.flatMap(({ from, until }) =>
    from && until ? [Date.parse(from), Date.parse(until)] : [],
  );
  if (times.length > 2)
    terminal.talk(say.backup.window(say.backup.seconds(Math.max(...times) - Math.min(...times))));
  terminal.talk(say.backup.written(file, say.backup.size(size), say.backup.seconds(milliseconds)));
}
