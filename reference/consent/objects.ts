import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { conflict, notFound } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Page } from "./page.ts";
import { type Author, addRevision, type Kind, revisionAt, type StoredRevision } from "./revisions.ts";

/** What has an id and a latest content; consent records have a table of their own. */
export type ObjectKind = Exclude<Kind, "ConsentRecord">;

/** An object, and its latest Revision. */
export interface StoredObject<T extends object = Readonly<Record<string, unknown>>> {
  readonly id: string;
  /** Its fields without the id. */
  readonly content: T;
  /** The number of its latest Revision. */
  readonly revision: number;
}

interface Row {
  readonly id: string;
  readonly content: string;
  readonly revision: number;
  readonly deleted: number;
}

const COLUMNS = "id, content, revision, deleted";

/**
 * Creates an object. The same id with the same content again is the object that is there (`added` false); with another
 * content it is refused.
 */
export function createObject(
  db: DatabaseSync,
  kind: ObjectKind,
  given: string | undefined,
  content: object,
  author: Author,
): { readonly id: string; readonly revision: StoredRevision; readonly added: boolean } {
  const id = given ?? randomUUID();
  const known = rowOf(db, kind, id);
  if (known !== undefined && known.deleted === 0) {
    if (known.content !== canonicalJson(content))
      throw conflict(`there is another ${kind} with this id already`);
    return { id, revision: revisionAt(db, known.revision), added: false };
  }
  const revision = addRevision(db, { kind, object: id, content, author });
  runSql(
    db,
    `INSERT INTO object (kind, id, content, revision) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET content = excluded.content, revision = excluded.revision, deleted = 0`,
    kind,
    id,
    canonicalJson(content),
    revision.number,
  );
  return { id, revision, added: true };
}

/** Changes an object. The content that it has already adds no Revision, and `changed` is false. */
export function updateObject(
  db: DatabaseSync,
  kind: ObjectKind,
  id: string,
  content: object,
  author: Author,
  predecessorSignature?: string,
): { readonly revision: StoredRevision; readonly changed: boolean } {
  const known = requireObject(db, kind, id);
  if (canonicalJson(known.content) === canonicalJson(content))
    return { revision: revisionAt(db, known.revision), changed: false };
  const revision = addRevision(db, { kind, object: id, content, author, predecessorSignature });
  const sql = "UPDATE object SET content = ?, revision = ? WHERE kind = ? AND id = ?";
  runSql(db, sql, canonicalJson(content), revision.number, kind, id);
  return { revision, changed: true };
}

/** Deletes an object; once more it is deleted already, and `changed` is false. */
export function deleteObject(
  db: DatabaseSync,
  kind: ObjectKind,
  id: string,
  author: Author,
): { readonly revision: StoredRevision; readonly changed: boolean } {
  const row = rowOf(db, kind, id);
  if (row === undefined) throw unknown(kind);
  if (row.deleted === 1) return { revision: revisionAt(db, row.revision), changed: false };
  const content = JSON.parse(row.content) as object;
  const revision = addRevision(db, { kind, object: id, content, author, deletes: true });
  const sql = "UPDATE object SET deleted = 1, revision = ? WHERE kind = ? AND id = ?";
  runSql(db, sql, revision.number, kind, id);
  return { revision, changed: true };
}

/** The object, where it was not deleted. */
export function findObject<T extends object>(
  db: DatabaseSync,
  kind: ObjectKind,
  id: string,
): StoredObject<T> | undefined {
  const row = rowOf(db, kind, id);
  return row === undefined || row.deleted === 1 ? undefined : read<T>(row);
}

/** The object. Refuses an unknown or deleted one. */
export function requireObject<T extends object = Readonly<Record<string, unknown>>>(
  db: DatabaseSync,
  kind: ObjectKind,
  id: string,
): StoredObject<T> {
  const found = findObject<T>(db, kind, id);
  if (found === undefined) throw unknown(kind);
  return found;
}

/** The object, also where it was deleted. Refuses an unknown one. */
export function requireEver(db: DatabaseSync, kind: ObjectKind, id: string): StoredObject {
  const row = rowOf(db, kind, id);
  if (row === undefined) throw unknown(kind);
  return read(row);
}

/** The objects of a kind in the order of their creation. */
export function listObjects<T extends object = Readonly<Record<string, unknown>>>(
  db: DatabaseSync,
  kind: ObjectKind,
  page: Page,
): StoredObject<T>[] {
  const sql = `SELECT ${COLUMNS} FROM object WHERE kind = ? AND deleted = 0 ORDER BY number LIMIT ? OFFSET ?`;
  return allRows<Row>(db, sql, kind, page.limit, page.offset).map((row) => read<T>(row));
}

/** How many objects of a kind there are. */
export function countObjects(db: DatabaseSync, kind: ObjectKind): number {
  const sql = "SELECT COUNT(*) AS count FROM object WHERE kind = ? AND deleted = 0";
  return firstRow<{ count: number }>(db, sql, kind)?.count ?? 0;
}

function rowOf(db: DatabaseSync, kind: ObjectKind, id: string): Row | undefined {
  return firstRow<Row>(db, `SELECT ${COLUMNS} FROM object WHERE kind = ? AND id = ?`, kind, id);
}

function read<T extends object>({ id, content, revision }: Row): StoredObject<T> {
  return { id, content: JSON.parse(content) as T, revision };
}

function unknown(kind: ObjectKind): Error {
  return notFound(`there is no ${kind} with this id`);
}
