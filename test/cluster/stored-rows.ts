import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { execa } from "execa";
import { programPath } from "../../lab/places.ts";
import { putFolder } from "../../reference/folder-backup.ts";

/** All rows of a part's databases as JSON, by table. */
export type StoredRows = Readonly<Record<string, readonly string[]>>;

/** Reads what a reference server in the cluster has stored. */
export async function readStoredRows(namespace: string, part: string): Promise<StoredRows> {
  const take = ["node", "/app/cli/country-stack.cjs", "reference", "backup", "--data", "/data"];
  const args = ["exec", `${part}-0`, "--namespace", namespace, "--", ...take];
  const { stdout } = await execa(programPath("kubectl"), args, {
    encoding: "buffer",
    stripFinalNewline: false,
  });
  const folder = mkdtempSync(join(tmpdir(), "country-stack-rows-"));
  try {
    await putFolder(folder, pieces(stdout));
    return Object.assign({}, ...readdirSync(folder).map((file) => rowsIn(join(folder, file))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rows that were there before and are not any more, each with its table. */
export function listMissing(before: StoredRows, after: StoredRows): string[] {
  return Object.entries(before).flatMap(([table, rows]) => {
    const found = new Set(after[table]);
    return rows.filter((row) => !found.has(row)).map((row) => `${table}: ${row}`);
  });
}

function rowsIn(path: string): Record<string, string[]> {
  const database = new DatabaseSync(path);
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all() as { name: string }[];
  const all = tables.map(({ name }) => [
    name,
    database
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value)))
      .sort(),
  ]);
  database.close();
  return Object.fromEntries(all);
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
