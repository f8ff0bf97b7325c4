import { createHash, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { DocumentType } from "./document-type.ts";

/** How long a document waits for an application that names it, in milliseconds. */
const UNLINKED_MS = 24 * 3600_000;
/** How many documents an application has at most. */
export const MOST_DOCUMENTS = 10;
const PATH = /^(?:https?:\/\/[^/?#]+)?(?:\/[^?#]*)?\/documents\/([0-9a-f-]{36})$/i;

/** A document as it is to be stored. */
export interface NewDocument {
  /** The application that brought it. */
  readonly owner: string | undefined;
  readonly name: string;
  readonly type: DocumentType;
  readonly content: Buffer;
  readonly metadata: string | undefined;
}

/** A document as it is given back. */
export interface StoredDocument {
  readonly seq: number;
  readonly owner: string | null;
  readonly name: string;
  readonly type: DocumentType;
}

/** The path of a document, which applications name. */
export function documentPath(id: string): string {
  return `/documents/${id}`;
}

/**
 * Stores a document and gives its id; the same document by the same application under the same name is the same one.
 * What nobody has named for a day is removed at the same time.
 */
export function insertDocument(db: DatabaseSync, document: NewDocument, now: number): string {
  removeUnlinked(db, now);
  const { owner, name, type, content, metadata } = document;
  const hash = createHash("sha256").update(content).digest("base64");
  const known = firstRow<{ id: string }>(
    db,
    "SELECT id FROM document WHERE hash = ? AND owner IS ? AND name = ? AND type = ? AND metadata IS ?",
    hash,
    owner ?? null,
    name,
    type,
    metadata ?? null,
  );
  const uploaded = new Date(now).toISOString();
  if (known !== undefined) {
    // Its day begins anew.
    runSql(db, "UPDATE document SET uploaded = ? WHERE id = ?", uploaded, known.id);
    return known.id;
  }
  const id = randomUUID();
  runSql(
    db,
    `INSERT INTO document (id, owner, name, type, size, hash, metadata, uploaded, content)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, owner ?? null, name, type, content.byteLength, hash, metadata ?? null, uploaded, content],
  );
  return id;
}

/** The document of this id; `owner` where only this application's are seen. */
export function findDocument(db: DatabaseSync, id: string, owner?: string): StoredDocument | undefined {
  const found = firstRow<StoredDocument>(
    db,
    "SELECT seq, owner, name, type FROM document WHERE id = ?",
    id.toLowerCase(),
  );
  return owner !== undefined && found?.owner !== owner ? undefined : found;
}

/** The bytes of a document. */
export function readContent(db: DatabaseSync, seq: number): Uint8Array {
  const row = firstRow<{ content: Uint8Array }>(db, "SELECT content FROM document WHERE seq = ?", seq);
  return row?.content ?? new Uint8Array();
}

/**
 * Puts documents into a file in place of those that were there. Refuses (400) more than ten, one twice, and what was
 * not uploaded here; `owner` where only documents of this application, and of nobody, may be named.
 */
export function putAttachments(
  db: DatabaseSync,
  file: number,
  urls: readonly string[],
  owner: string | undefined,
): void {
  if (urls.length > MOST_DOCUMENTS) throw badRequest(`documentUrls: ${MOST_DOCUMENTS} at most`);
  const documents = urls.map((url, index) => {
    const id = PATH.exec(url)?.[1];
    const document = id === undefined ? undefined : findDocument(db, id);
    const isForeign = owner !== undefined && document?.owner !== null && document?.owner !== owner;
    if (document === undefined || isForeign)
      throw badRequest(`documentUrls.${index}: names no document that was uploaded here`);
    return document.seq;
  });
  if (new Set(documents).size < documents.length)
    throw badRequest("documentUrls: names a document more than once");
  runSql(db, "DELETE FROM attachment WHERE file = ?", file);
  for (const [position, document] of documents.entries())
    runSql(
      db,
      "INSERT INTO attachment (file, position, document) VALUES (?, ?, ?)",
      file,
      position,
      document,
    );
}

/** The URLs of a file's documents, in their order. */
export function listAttachments(db: DatabaseSync, file: number): string[] {
  return allRows<{ id: string }>(
    db,
    `SELECT document.id FROM attachment JOIN document ON document.seq = attachment.document
     WHERE attachment.file = ? ORDER BY attachment.position`,
    file,
  ).map(({ id }) => documentPath(id));
}

function removeUnlinked(db: DatabaseSync, now: number): void {
  runSql(
    db,
    `DELETE FROM document WHERE uploaded < ?
     AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.document = document.seq)`,
    new Date(now - UNLINKED_MS).toISOString(),
  );
}
