import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { notFound } from "../refusal.ts";
import { allRows, firstRow } from "../sql.ts";
import { digest } from "./digest.ts";
import type { Page } from "./page.ts";

/** What has Revisions, by the names of the file's schemas. */
export type Kind = "Policy" | "DataAgreement" | "Individual" | "Webhook" | "ConsentRecord";

/** Who made a change: a person for themself, or another caller by its identifier. */
export interface Author {
  readonly individual?: string | undefined;
  readonly other?: string | undefined;
}

/** A change that is to be written down. */
export interface Change {
  readonly kind: Kind;
  readonly object: string;
  readonly content: object;
  readonly author: Author;
  /** It deletes the object. */
  readonly deletes?: boolean;
  /** The snapshot as somebody has signed it, before the object had its id. */
  readonly signed?: { readonly snapshot: string; readonly timestamp: string };
  /** The signature of the Revision before. */
  readonly predecessorSignature?: string | undefined;
}

/** A Revision as it is stored. */
export interface StoredRevision {
  readonly number: number;
  readonly id: string;
  readonly kind: Kind;
  readonly object: string;
  readonly snapshot: string;
  readonly hash: string;
  readonly timestamp: string;
  readonly individual: string | null;
  readonly other: string | null;
  readonly predecessorHash: string | null;
  readonly predecessorSignature: string | null;
  readonly withoutId: number;
}

/** A Revision of the file. */
export type Revision = Readonly<Record<string, unknown>>;

const COLUMNS = `number, id, kind, object, snapshot, hash, timestamp, individual, other,
  predecessor_hash AS predecessorHash, predecessor_signature AS predecessorSignature, without_id AS withoutId`;

/** The snapshot of an object: canonical JSON of all fields of a Revision but those that belong to the chain. */
export function snapshotOf(
  { kind, content, author, deletes }: Omit<Change, "object">,
  timestamp: string,
  object: string | undefined,
): string {
  return canonicalJson({
    objectData: content,
    schemaName: kind,
    objectId: object ?? "",
    signedWithoutObjectId: object === undefined,
    timestamp,
    authorizedByIndividual: author.individual === undefined ? null : { id: author.individual },
    authorizedByOther: author.other ?? null,
    ...(deletes ? { deleted: true } : {}),
  });
}

/** Writes a Revision down, behind the latest of its object and the latest of all. */
export function addRevision(db: DatabaseSync, change: Change): StoredRevision {
  const { kind, object, author, signed } = change;
  const timestamp = signed?.timestamp ?? new Date().toISOString();
  const snapshot = signed?.snapshot ?? snapshotOf(change, timestamp, object);
  const hash = digest(snapshot);
  const before = latestOf(db, kind, object);
  const last = firstRow<{ link: string }>(db, "SELECT link FROM revision ORDER BY number DESC LIMIT 1");
  return firstRow<StoredRevision>(
    db,
    `INSERT INTO revision (id, kind, object, snapshot, hash, timestamp, individual, other,
       predecessor_hash, predecessor_signature, without_id, link)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${COLUMNS}`,
    randomUUID(),
    kind,
    object,
    snapshot,
    hash,
    timestamp,
    author.individual ?? null,
    author.other ?? null,
    before?.hash ?? null,
    change.predecessorSignature ?? null,
    signed === undefined ? 0 : 1,
    digest(`${last?.link ?? ""}${hash}`),
  ) as StoredRevision;
}

/** The Revision of that number. */
export function revisionAt(db: DatabaseSync, number: number): StoredRevision {
  return firstRow<StoredRevision>(
    db,
    `SELECT ${COLUMNS} FROM revision WHERE number = ?`,
    number,
  ) as StoredRevision;
}

/** The Revision of that id, of an object of this kind. Refuses an unknown one. */
export function requireRevision(db: DatabaseSync, kind: Kind, id: string): StoredRevision {
  const sql = `SELECT ${COLUMNS} FROM revision WHERE id = ? AND kind = ? AND snapshot IS NOT NULL`;
  const found = firstRow<StoredRevision>(db, sql, id, kind);
  if (found === undefined) throw notFound(`there is no Revision of a ${kind} with this revisionId`);
  return found;
}

/** The Revisions of an object in their order. */
export function listRevisions(db: DatabaseSync, kind: Kind, object: string, page: Page): StoredRevision[] {
  const sql = `SELECT ${COLUMNS} FROM revision WHERE kind = ? AND object = ? ORDER BY number LIMIT ? OFFSET ?`;
  return allRows<StoredRevision>(db, sql, kind, object, page.limit, page.offset);
}

/** The content of an object as it was at a Revision. */
export function contentAt<T extends object>({ snapshot }: StoredRevision): T {
  return (JSON.parse(snapshot) as { objectData: T }).objectData;
}

/** A Revision as the file has it, with the next one where it has one. */
export function describeRevision(db: DatabaseSync, revision: StoredRevision): Revision {
  const { kind, object, number } = revision;
  const sql = `SELECT ${COLUMNS} FROM revision WHERE kind = ? AND object = ? AND number > ? ORDER BY number LIMIT 1`;
  const next = firstRow<StoredRevision>(db, sql, kind, object, number);
  return { ...describe(revision), ...(next === undefined ? {} : { successor: describe(next) }) };
}

function describe(revision: StoredRevision): Revision {
  const { individual, other, predecessorHash, predecessorSignature } = revision;
  return {
    id: revision.id,
    schemaName: revision.kind,
    objectId: revision.object,
    signedWithoutObjectId: revision.withoutId === 1,
    serializedSnapshot: revision.snapshot,
    serializedHash: revision.hash,
    timestamp: revision.timestamp,
    ...(individual === null ? {} : { authorizedByIndividual: { id: individual } }),
    ...(other === null ? {} : { authorizedByOther: other }),
    ...(predecessorHash === null ? {} : { predecessorHash }),
    ...(predecessorSignature === null ? {} : { predecessorSignature }),
  };
}

function latestOf(db: DatabaseSync, kind: Kind, object: string): StoredRevision | undefined {
  const sql = `SELECT ${COLUMNS} FROM revision WHERE kind = ? AND object = ? ORDER BY number DESC LIMIT 1`;
  return firstRow<StoredRevision>(db, sql, kind, object);
}
