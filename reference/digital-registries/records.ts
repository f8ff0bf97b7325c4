import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { badRequest, conflict } from "../refusal.ts";
import { keepIndex, type Registry } from "./databases.ts";
import { isAddressable, jsonPath, type Sql } from "./fields.ts";
import { type Content, canonical, contains, isObject } from "./value.ts";

/** A live record of a registry. */
export interface StoredRecord {
  readonly seq: number;
  readonly id: string;
  readonly content: Content;
}

const CONDITION_LIMIT = 20;

/** The record of that id. */
export function findRecord(db: DatabaseSync, registry: Registry, id: string): StoredRecord | undefined {
  const row = db
    .prepare("SELECT seq, id, content FROM records WHERE database_id = ? AND id = ? AND deleted = 0")
    .get(registry.databaseId, id);
  return row === undefined ? undefined : asRecord(row);
}

/**
 * The records that contain `query`, the oldest first, `limit` at most. SQLite finds those whose scalars fit, and
 * what it cannot tell (lists, objects) is looked at afterwards. Throws a refusal (400) for a query that says nothing.
 */
export function findMatches(
  db: DatabaseSync,
  registry: Registry,
  query: Content,
  limit = Number.POSITIVE_INFINITY,
): readonly StoredRecord[] {
  if (Object.keys(query).length === 0) throw badRequest("query.content: must name at least one field");
  const conditions = [keyCondition(registry, query), ...scalarConditions(query, [])].slice(
    0,
    CONDITION_LIMIT,
  );
  const where = ["database_id = ?", "deleted = 0", ...conditions.map(({ text }) => text)].join(" AND ");
  const rows = db
    .prepare(`SELECT seq, id, content FROM records WHERE ${where} ORDER BY seq`)
    .iterate(registry.databaseId, ...conditions.flatMap(({ values }) => values));
  const found: StoredRecord[] = [];
  for (const row of rows) {
    const record = asRecord(row);
    if (contains(record.content, query)) found.push(record);
    if (found.length >= limit) break;
  }
  return found;
}

/** The id is a column of its own with an index. */
function keyCondition(registry: Registry, query: Content): Sql {
  const key = registry.schema.primaryKey;
  const id = Object.hasOwn(query, key) ? query[key] : undefined;
  if (typeof id !== "string" && typeof id !== "number") return { text: "1 = 1", values: [] };
  return { text: "id = ?", values: [String(id)] };
}

function scalarConditions(query: Content, path: readonly string[]): readonly Sql[] {
  return Object.entries(query)
    .filter(([name]) => isAddressable(name))
    .flatMap(([name, value]) => {
      if (isObject(value)) return scalarConditions(value, [...path, name]);
      if (Array.isArray(value)) return [];
      return [{ text: "content -> ? = ?", values: [jsonPath([...path, name]), JSON.stringify(value)] }];
    });
}

/**
 * Stores a new record: fills what the schema generates, validates, refuses (409) an id that is taken. The same
 * content from the same caller again is the same record, as long as it has not been changed.
 */
export function insertRecord(
  db: DatabaseSync,
  registry: Registry,
  given: Content,
  caller: string,
): { readonly record: StoredRecord; readonly created: boolean } {
  const replay = createHash("sha256")
    .update(`${caller}\n${canonical(given)}`)
    .digest("base64");
  const known = db
    .prepare("SELECT seq, id, content FROM records WHERE database_id = ? AND replay = ? AND deleted = 0")
    .get(registry.databaseId, replay);
  if (known !== undefined) return { record: asRecord(known), created: false };
  const content = fillGenerated(db, registry, given);
  checkContent(registry, content);
  const id = idOf(registry, content);
  if (findRecord(db, registry, id) !== undefined) throw conflict("a record of this id exists already");
  const { lastInsertRowid } = db
    .prepare("INSERT INTO records (database_id, id, content, replay) VALUES (?, ?, ?, ?)")
    .run(registry.databaseId, id, JSON.stringify(content), replay);
  return { record: { seq: Number(lastInsertRowid), id, content }, created: true };
}

/** Refuses (400) what does not conform to the registry's schema. */
export function checkContent(registry: Registry, content: Content): void {
  const complaint = registry.schema.complaint(content);
  if (complaint !== undefined) throw badRequest(complaint);
}

/** The id of a record by its content. Throws a refusal (400) where it has none that can stand in a path. */
function idOf(registry: Registry, content: Content): string {
  const id = content[registry.schema.primaryKey];
  const text = typeof id === "number" ? String(id) : id;
  if (
    typeof text !== "string" ||
    text === "" ||
    text.length > 255 ||
    !text.isWellFormed() ||
    /\p{Cc}/u.test(text)
  ) {
    throw badRequest(
      `content.${registry.schema.primaryKey} must be a number or a text of 1 to 255 characters`,
    );
  }
  return text;
}

function fillGenerated(db: DatabaseSync, registry: Registry, given: Content): Content {
  const { primaryKey, numericKey, numberFormat, generated } = registry.schema;
  const missing = generated.filter(({ property }) => isMissing(given, property));
  const keyMissing = isMissing(given, primaryKey);
  if (!keyMissing && missing.length === 0) return given;
  let index = registry.lastIndex + 1;
  const key = (): string => (numericKey ? String(index) : write(numberFormat, registry.code, index));
  // An id that was ever used, also by a record that is deleted now, would mix two records in the usage log.
  while (keyMissing && wasUsed(db, registry, key())) index += 1;
  keepIndex(db, registry.databaseId, index);
  const filled: [string, unknown][] = missing.map(({ property, format, numeric }) => {
    const text = write(format, registry.code, index);
    return [property, numeric && Number.isFinite(Number(text)) ? Number(text) : text];
  });
  if (keyMissing) filled.unshift([primaryKey, numericKey ? index : key()]);
  return { ...given, ...Object.fromEntries(filled) };
}

function isMissing(content: Content, property: string): boolean {
  return !Object.hasOwn(content, property) || content[property] === "";
}

function write(format: string, code: string, index: number): string {
  return format.replaceAll("{indexNoByCode}", String(index)).replaceAll("{code}", code);
}

function wasUsed(db: DatabaseSync, registry: Registry, id: string): boolean {
  const row = db.prepare("SELECT 1 FROM records WHERE database_id = ? AND id = ? LIMIT 1");
  return row.get(registry.databaseId, id) !== undefined;
}

/** A row of `seq, id, content`. */
export function asRecord(row: Record<string, unknown>): StoredRecord {
  return { seq: Number(row["seq"]), id: String(row["id"]), content: JSON.parse(String(row["content"])) };
}
