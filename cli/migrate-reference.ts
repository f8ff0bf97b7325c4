import { BLOCKS } from "../charts/spi/index.ts";
import { migrateTables } from "../reference/migrate.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";

/** `reference migrate`: brings the tables of a block's server up to date while it does not run, and says what was done. */
export async function migrateReference(terminal: Terminal, block: string, folder: string): Promise<void> {
  const known = BLOCKS.find((one) => one === block);
  if (known === undefined) throw new UsageError(say.reference.noServer(block));
  try {
    const done = await migrateTables(known, folder);
    terminal.out(
      done === undefined
        ? say.reference.noTables(folder)
        : say.reference.migrated(done.file, done.from, done.to),
    );
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
