import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Block } from "../charts/spi/index.ts";
import { Store } from "./store.ts";

/** Where a block's server keeps its tables and by which steps they are made. */
interface Tables {
  readonly file: string;
  readonly migrations: readonly string[];
}

/** What a migration came to: how many steps of the tables' making were done before, and are now. */
export interface Migrated {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** The blocks whose tables can be brought up to date without their server; those of others their server makes. */
const TABLES: Partial<Record<Block, () => Promise<Tables>>> = {
  "digital-registries": async () => ({
    file: "registries.sqlite",
    migrations: (await import("./digital-registries/tables.ts")).MIGRATIONS,
  }),
};

/**
 * Brings the tables of a block's server up to date, in a folder that no server uses: each step is there as a whole or
 * not at all. Undefined where the folder has none yet. Throws a TypeError with one sentence where the block has no such
 * tables, or they are of a newer release.
 */
export async function migrateTables(block: Block, folder: string): Promise<Migrated | undefined> {
  const load = TABLES[block];
  if (load === undefined) throw new TypeError(`there are no tables of ${block} to bring up to date`);
  const { file, migrations } = await load();
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const from = stepsDone(path);
  new Store(path, migrations).close();
  return { file, from, to: stepsDone(path) };
}

function stepsDone(path: string): number {
  const database = new DatabaseSync(path);
  try {
    return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  } finally {
    database.close();
  }
}
