import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { saveRecord } from "./change-consent.ts";
import { findSame, type RecordDraft, storeRecord } from "./give-consent.ts";
import { recordContent, requireRecord, type StoredRecord } from "./records.ts";
import { type Author, revisionAt, type StoredRevision, snapshotOf } from "./revisions.ts";
import type { GivenSignature } from "./shapes.ts";
import { prepareSignature, type SignatureContent } from "./signatures.ts";

/** How long the snapshot of a draft can be signed. */
const DRAFT_MS = 60 * 60_000;

/** A signature as it is stored. */
export interface StoredSignature {
  readonly id: string;
  readonly content: SignatureContent;
}

/** A record and its signature, and the record's latest Revision. */
export interface Signed {
  readonly record: StoredRecord;
  readonly revision: StoredRevision;
  readonly signature: StoredSignature;
}

/** The snapshot of the first Revision of a record that is not stored yet. */
export function draftSnapshot(db: DatabaseSync, draft: RecordDraft, timestamp: string): string {
  const author = { individual: draft.individual };
  return snapshotOf(
    { kind: "ConsentRecord", content: recordContent(db, draft), author },
    timestamp,
    undefined,
  );
}

/** When a snapshot that comes back says that it was made. Refuses one that is not of this draft, or too old. */
export function requireDraftSnapshot(db: DatabaseSync, draft: RecordDraft, snapshot: string): string {
  const timestamp = timestampIn(snapshot);
  const age = Date.now() - Date.parse(timestamp);
  if (draftSnapshot(db, draft, timestamp) !== snapshot)
    throw badRequest("signature: verificationPayload is not the snapshot of this ConsentRecord");
  if (!(age >= -DRAFT_MS / 60 && age <= DRAFT_MS)) throw badRequest("signature: this draft is too old");
  return timestamp;
}

/**
 * Stores a draft with its signature. `timestamp` is that of the snapshot, where that was signed and `verified`; else the
 * record stays unsigned. The same signature again is the same record.
 */
export function storeSigned(
  db: DatabaseSync,
  draft: RecordDraft,
  content: SignatureContent,
  timestamp: string | undefined,
): Signed & { readonly added: boolean } {
  const author = { individual: draft.individual };
  const same = findSame(db, draft);
  if (same !== undefined) return { ...requireSameSignature(db, same, content.signature), added: false };
  if (timestamp === undefined) {
    const { record, revision } = storeRecord(db, draft, author);
    const open = {
      ...prepareSignature(revision.snapshot, revision.id, content),
      signature: content.signature,
    };
    return { record, revision, signature: addSignature(db, record.id, open), added: true };
  }
  const first = storeRecord(db, draft, author, { snapshot: content.verificationPayload, timestamp });
  const signature = addSignature(db, first.record.id, { ...content, objectReference: first.revision.id });
  return { ...confirm(db, first.record, signature, author), signature, added: true };
}

/** Makes a signature for a record ready for signing. The one that is waiting already is given again. */
export function openSignature(db: DatabaseSync, id: string, given: GivenSignature): StoredSignature {
  const record = requireRecord(db, id);
  if (record.state === "signed") throw conflict("this ConsentRecord is signed");
  const { snapshot, id: reference } = revisionAt(db, record.revision);
  const open = findOpen(db, id);
  if (open !== undefined) {
    const again = prepareSignature(snapshot, reference, given, open.content.timestamp);
    if (canonicalJson(again) === canonicalJson(open.content)) return open;
    runSql(db, "DELETE FROM signature WHERE id = ?", open.id);
  }
  return addSignature(db, id, prepareSignature(snapshot, reference, given));
}

/** The signature of a record that waits, or is done. Refuses a record without one, and a signature of another id. */
export function requireSignature(db: DatabaseSync, id: string, given: GivenSignature): StoredSignature {
  const record = requireRecord(db, id);
  const found = record.signature === null ? findOpen(db, id) : readOne(db, record.signature);
  if (found === undefined) throw notFound("this ConsentRecord has no Signature");
  if (given.id && given.id !== found.id) throw notFound("this ConsentRecord has no Signature with this id");
  return found;
}

/** Adds what was signed to the signature that waits. A record that has changed since is refused. */
export function addSigned(
  db: DatabaseSync,
  id: string,
  { id: signatureId, content: prepared }: StoredSignature,
  content: SignatureContent,
  verified: boolean,
): Signed {
  const record = requireRecord(db, id);
  const revision = revisionAt(db, record.revision);
  if (record.state === "signed" || prepared.objectReference !== revision.id || !exists(db, signatureId))
    throw conflict("this ConsentRecord has changed since; make a new Signature for it");
  const signature = { id: signatureId, content };
  const sql = "UPDATE signature SET content = ? WHERE id = ?";
  runSql(db, sql, JSON.stringify(content), signatureId);
  if (!verified) return { record, revision, signature };
  return { ...confirm(db, record, signature, { individual: record.individual }), signature };
}

function confirm(db: DatabaseSync, record: StoredRecord, { id, content }: StoredSignature, author: Author) {
  runSql(db, "UPDATE signature SET signed = 1 WHERE id = ?", id);
  return saveRecord(db, { ...record, state: "signed", signature: id }, author, content.signature);
}

function requireSameSignature(db: DatabaseSync, record: StoredRecord, text: string): Signed {
  const known = record.signature === null ? findOpen(db, record.id) : readOne(db, record.signature);
  if (known === undefined || known.content.signature !== text)
    throw conflict("there is a ConsentRecord of this individual for this Revision already");
  return { record, revision: revisionAt(db, record.revision), signature: known };
}

function addSignature(db: DatabaseSync, record: string, content: SignatureContent): StoredSignature {
  const id = randomUUID();
  const sql = "INSERT INTO signature (id, record, content, signed) VALUES (?, ?, ?, 0)";
  runSql(db, sql, id, record, JSON.stringify(content));
  return { id, content };
}

function findOpen(db: DatabaseSync, record: string): StoredSignature | undefined {
  const sql = "SELECT id, content FROM signature WHERE record = ? AND signed = 0";
  return parse(firstRow<{ id: string; content: string }>(db, sql, record));
}

function readOne(db: DatabaseSync, id: string): StoredSignature | undefined {
  return parse(
    firstRow<{ id: string; content: string }>(db, "SELECT id, content FROM signature WHERE id = ?", id),
  );
}

function exists(db: DatabaseSync, id: string): boolean {
  return firstRow(db, "SELECT 1 FROM signature WHERE id = ?", id) !== undefined;
}

function parse(
  row: { readonly id: string; readonly content: string } | undefined,
): StoredSignature | undefined {
  return row && { id: row.id, content: JSON.parse(row.content) as SignatureContent };
}

function timestampIn(snapshot: string): string {
  try {
    return String((JSON.parse(snapshot) as { timestamp?: unknown } | null)?.timestamp);
  } catch {
    throw badRequest("signature: verificationPayload is no JSON");
  }
}
