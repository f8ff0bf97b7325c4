import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { allRows, firstRow, runSql } from "../sql.ts";

/** What an entry may hold: identifiers, digests, sizes and states; never contents, query values or tokens. */
export interface LogEntry {
  readonly kind: "request" | "response" | "refused" | "pubsub" | "delivery" | "rights" | "configuration";
  readonly correlationId: string;
  readonly [field: string]: string | number | boolean | readonly string[];
}

/** An entry with its place in the chain. */
export interface ChainedEntry {
  readonly sequence: number;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly previous: string;
  readonly hash: string;
}

/** Whether the log is whole. `entries` counts the good ones, `brokenAt` is the sequence of the first bad one. */
export interface LogVerdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly brokenAt?: number;
  /** The hash of the last good entry; kept elsewhere, it proves later that nothing was rewritten. */
  readonly head: string;
}

/** What the first entry names as the one before it. */
export const FIRST_PREVIOUS = "0".repeat(64);

const FIELD_LIMIT = 1024;

interface Row {
  readonly sequence: number;
  readonly entry: string;
  readonly previous: string;
  readonly hash: string;
}

/** Appends an entry, inside the write whose change it records, so that neither is ever there without the other. */
export function appendEntry(db: DatabaseSync, entry: LogEntry): void {
  const last = firstRow<Row>(db, "SELECT sequence, hash FROM message_log ORDER BY sequence DESC LIMIT 1");
  const sequence = (last?.sequence ?? 0) + 1;
  const previous = last?.hash ?? FIRST_PREVIOUS;
  const clipped = Object.entries(entry).map(([key, value]) => [
    key,
    typeof value === "string" ? value.slice(0, FIELD_LIMIT) : value,
  ]);
  const text = canonicalJson({ at: new Date().toISOString(), ...Object.fromEntries(clipped) });
  runSql(
    db,
    "INSERT INTO message_log (sequence, entry, previous, hash) VALUES (?, ?, ?, ?)",
    sequence,
    text,
    previous,
    hashOf(sequence, text, previous),
  );
}

/** Up to `limit` entries after that sequence, oldest first. */
export function listEntries(db: DatabaseSync, after: number, limit: number): ChainedEntry[] {
  return allRows<Row>(
    db,
    "SELECT sequence, entry, previous, hash FROM message_log WHERE sequence > ? ORDER BY sequence LIMIT ?",
    after,
    limit,
  ).map((row) => ({ ...row, entry: JSON.parse(row.entry) as Record<string, unknown> }));
}

/** The hash that links an entry to the one before: SHA-256 in hex over the canonical JSON of all three. */
export function hashEntry(sequence: number, entry: unknown, previous: string): string {
  return hashOf(sequence, canonicalJson(entry), previous);
}

/** Same as {@link hashEntry} for an entry that is canonical text already. */
function hashOf(sequence: number, entry: string, previous: string): string {
  const text = `{"entry":${entry},"previous":${JSON.stringify(previous)},"sequence":${sequence}}`;
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Walks the whole chain of an open database or of a store's file. A changed, removed or reordered entry is found;
 * the last ones cut off together with the table's own counter are not, unless `head` is compared with a kept one.
 */
export function verifyMessageLog(source: DatabaseSync | string): LogVerdict {
  if (typeof source !== "string") return walk(source);
  const db = new DatabaseSync(source, { readOnly: true });
  try {
    return walk(db);
  } finally {
    db.close();
  }
}

function walk(db: DatabaseSync): LogVerdict {
  let head = FIRST_PREVIOUS;
  let entries = 0;
  const rows = db.prepare("SELECT sequence, entry, previous, hash FROM message_log ORDER BY sequence");
  for (const row of rows.iterate() as Iterable<Row>) {
    const sound =
      row.sequence === entries + 1 &&
      row.previous === head &&
      row.hash === hashOf(row.sequence, row.entry, row.previous);
    if (!sound) return { ok: false, entries, brokenAt: entries + 1, head };
    entries += 1;
    head = row.hash;
  }
  const counter = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'message_log'").get();
  const written = Number(counter?.["seq"] ?? 0);
  if (written !== entries) return { ok: false, entries, brokenAt: entries + 1, head };
  return { ok: true, entries, head };
}
