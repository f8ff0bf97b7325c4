import type { DatabaseSync } from "node:sqlite";
import { notFound } from "../refusal.ts";
import { allRows, firstRow } from "../sql.ts";
import { type RegistrySchema, readSchema } from "./schema.ts";
import type { Content } from "./value.ts";

/** What is said of a registry besides its schema. */
export interface RegistryFacts {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly groupName: string;
  readonly catalogName: string;
  readonly description: string;
  readonly institution: string;
}

/** A registry that is served: one version of one code. */
export interface Registry extends RegistryFacts {
  readonly databaseId: number;
  /** The last number used in `{indexNoByCode}`. */
  readonly lastIndex: number;
  /** ISO 8601, UTC. */
  readonly modifiedAt: string;
  readonly modifiedBy: string;
  readonly schema: RegistrySchema;
}

const COLUMNS = `database_id AS databaseId, code, version, name, group_name AS groupName,
  catalog_name AS catalogName, description, institution, schema, last_index AS lastIndex,
  modified_at AS modifiedAt, modified_by AS modifiedBy`;

/** The schema of a registry of which nothing is known yet: any object is a record. */
export const PERMISSIVE_SCHEMA: Content = {
  type: "object",
  properties: { id: { type: "string", primaryKey: true } },
};

/** The registry of that code and version, of which the newest where none is said. */
export function findRegistry(db: DatabaseSync, code: string, version?: string): Registry | undefined {
  const row = firstRow<Row>(
    db,
    `SELECT ${COLUMNS} FROM registries WHERE code = ? AND version = coalesce(?, version) AND deleted = 0
     ORDER BY database_id DESC LIMIT 1`,
    code,
    version ?? null,
  );
  return row === undefined ? undefined : asRegistry(db, row);
}

/** The registry of a request's path. Throws a refusal (404) where it is not served. */
export function requireRegistry(db: DatabaseSync, params: Readonly<Record<string, string>>): Registry {
  const code = params["registryName"] ?? "";
  const registry = findRegistry(db, code, params["versionNumber"]);
  if (registry === undefined) throw notFound("there is no registry of this name and version");
  return registry;
}

/** The registry of that database id. */
export function findDatabase(db: DatabaseSync, databaseId: number): Registry | undefined {
  const sql = `SELECT ${COLUMNS} FROM registries WHERE database_id = ? AND deleted = 0`;
  const row = firstRow<Row>(db, sql, databaseId);
  return row === undefined ? undefined : asRegistry(db, row);
}

/** All registries that are served, the oldest first. */
export function listRegistries(db: DatabaseSync): readonly Registry[] {
  const sql = `SELECT ${COLUMNS} FROM registries WHERE deleted = 0 ORDER BY database_id`;
  return allRows<Row>(db, sql).map((row) => asRegistry(db, row));
}

/** Adds a registry and gives its database id. */
export function insertRegistry(db: DatabaseSync, facts: RegistryFacts, schema: Content, by: string): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO registries (code, version, name, group_name, catalog_name, description, institution, schema,
         last_index, modified_at, modified_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(...factValues(facts), JSON.stringify(schema), givenIndex(schema), new Date().toISOString(), by);
  return Number(lastInsertRowid);
}

/** Gives a registry other facts and another schema; its counter never goes back. */
export function replaceRegistry(
  db: DatabaseSync,
  registry: Registry,
  facts: RegistryFacts,
  schema: Content,
  by: string,
): void {
  db.prepare(
    `UPDATE registries SET code = ?, version = ?, name = ?, group_name = ?, catalog_name = ?, description = ?,
       institution = ?, schema = ?, last_index = ?, modified_at = ?, modified_by = ? WHERE database_id = ?`,
  ).run(
    ...factValues(facts),
    JSON.stringify(schema),
    Math.max(registry.lastIndex, givenIndex(schema)),
    new Date().toISOString(),
    by,
    registry.databaseId,
  );
}

/** Stops serving a registry; what it held stays. Says whether there is such a database, and whether it was served. */
export function removeRegistry(db: DatabaseSync, databaseId: number): "removed" | "gone" | "unknown" {
  const row = db.prepare("SELECT deleted FROM registries WHERE database_id = ?").get(databaseId);
  if (row === undefined) return "unknown";
  if (row["deleted"] === 1) return "gone";
  db.prepare("UPDATE registries SET deleted = 1 WHERE database_id = ?").run(databaseId);
  return "removed";
}

/** Keeps the last number used in generated values. */
export function keepIndex(db: DatabaseSync, databaseId: number, lastIndex: number): void {
  db.prepare("UPDATE registries SET last_index = ? WHERE database_id = ?").run(lastIndex, databaseId);
}

function factValues(facts: RegistryFacts): string[] {
  const { code, version, name, groupName, catalogName, description, institution } = facts;
  return [code, version, name, groupName, catalogName, description, institution];
}

function givenIndex(schema: Content): number {
  const index = schema["incrementIndex"];
  return typeof index === "number" && Number.isSafeInteger(index) && index > 0 ? index : 0;
}

/**
 * Schemas are compiled once. Their text is compared, not a revision number: a transaction that is undone takes its
 * revision back and would leave the wrong schema under it.
 */
const compiled = new WeakMap<DatabaseSync, Map<number, { text: string; schema: RegistrySchema }>>();

type Row = Omit<Registry, "schema"> & { readonly schema: string };

function asRegistry(db: DatabaseSync, { schema: text, ...facts }: Row): Registry {
  const known = compiled.get(db) ?? new Map<number, { text: string; schema: RegistrySchema }>();
  compiled.set(db, known);
  const entry = known.get(facts.databaseId);
  const schema = entry?.text === text ? entry.schema : readSchema(JSON.parse(text));
  known.set(facts.databaseId, { text, schema });
  return { ...facts, schema };
}
