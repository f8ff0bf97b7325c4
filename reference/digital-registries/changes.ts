import type { DatabaseSync } from "node:sqlite";
import { badRequest, conflict, notFound } from "../refusal.ts";
import type { Registry } from "./databases.ts";
import { checkContent, findMatches, type StoredRecord } from "./records.ts";
import { type Content, canonical } from "./value.ts";

/** What the specification answers where a record is not found. */
export const NO_RECORD = "no record found";

/** The query of an update: the one given, else the id that the new content names. Refuses (400) where neither is. */
export function queryOf(registry: Registry, query: Content | undefined, write: Content): Content {
  const key = registry.schema.primaryKey;
  if (query !== undefined) return query;
  if (!Object.hasOwn(write, key)) throw badRequest(`query is required where write.content has no ${key}`);
  return { [key]: write[key] };
}

/** The one record that contains the query. Refuses none (404) and several (409). */
export function findOnly(db: DatabaseSync, registry: Registry, query: Content): StoredRecord {
  const matches = findMatches(db, registry, query);
  if (matches.length > 1) throw conflict(`the query matches ${matches.length} records, not one`);
  const [only] = matches;
  if (only === undefined) throw notFound(NO_RECORD);
  return only;
}

/**
 * Puts the properties of `write` over those of a record. The id and properties that are `readOnly` stay, and the
 * result must conform: refusals (400) otherwise. Says whether anything changed.
 */
export function mergeRecord(
  db: DatabaseSync,
  registry: Registry,
  record: StoredRecord,
  write: Content,
): { readonly content: Content; readonly changed: boolean } {
  const content = { ...record.content, ...write };
  for (const name of [registry.schema.primaryKey, ...registry.schema.readOnly]) {
    if (Object.hasOwn(record.content, name) && differs(content[name], record.content[name]))
      throw badRequest(`content.${name} cannot be changed`);
  }
  checkContent(registry, content);
  if (!differs(content, record.content)) return { content: record.content, changed: false };
  db.prepare("UPDATE records SET content = ?, replay = NULL WHERE seq = ?").run(
    JSON.stringify(content),
    record.seq,
  );
  return { content, changed: true };
}

function differs(one: unknown, other: unknown): boolean {
  return canonical(one) !== canonical(other);
}

/** Hides the record of an id from everything but the usage log. Says whether there is one, or was. */
export function removeRecord(
  db: DatabaseSync,
  registry: Registry,
  id: string,
): "removed" | "gone" | "unknown" {
  const { changes } = db
    .prepare("UPDATE records SET deleted = 1, replay = NULL WHERE database_id = ? AND id = ? AND deleted = 0")
    .run(registry.databaseId, id);
  if (changes > 0) return "removed";
  const earlier = db.prepare("SELECT 1 FROM records WHERE database_id = ? AND id = ? LIMIT 1");
  return earlier.get(registry.databaseId, id) === undefined ? "unknown" : "gone";
}
