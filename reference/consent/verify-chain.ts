import { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { allRows } from "../sql.ts";
import { digest } from "./digest.ts";
import { RECORD_COLUMNS, recordContent, type StoredRecord } from "./records.ts";

/** What a walk along the Revisions has found: how many there are, and the number of the first that does not hold. */
export type ChainVerdict =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly entries: number; readonly brokenAt: number };

interface Row {
  readonly number: number;
  readonly kind: string;
  readonly object: string | null;
  readonly snapshot: string | null;
  readonly hash: string;
  readonly before: string | null;
  readonly link: string;
}

/**
 * Walks the Revisions in a consent store's file, in the order of writing: the links, the hashes, each object's own chain, and
 * whether everything is as its latest Revision has it. Forgotten Revisions hold by their links.
 */
export function verifyChain(file: string): ChainVerdict {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return walk(db);
  } finally {
    db.close();
  }
}

function walk(db: DatabaseSync): ChainVerdict {
  const rows = db
    .prepare(
      `SELECT number, kind, object, snapshot, hash, predecessor_hash AS before, link FROM revision ORDER BY number`,
    )
    .iterate() as IterableIterator<unknown>;
  const latest = new Map<string, { readonly number: number; readonly hash: string }>();
  let link = "";
  let entries = 0;
  for (const row of rows as IterableIterator<Row>) {
    const { number, kind, object, snapshot, hash, before } = row;
    entries += 1;
    link = digest(`${link}${hash}`);
    const key = `${kind} ${object}`;
    const holds =
      row.link === link &&
      (snapshot === null ? object === null : digest(snapshot) === hash) &&
      (object === null || before === (latest.get(key)?.hash ?? null));
    if (!holds) return { ok: false, entries, brokenAt: number };
    if (object !== null) latest.set(key, { number, hash });
  }
  const changed = findChanged(db) ?? findChangedRecord(db);
  return changed === undefined ? { ok: true, entries } : { ok: false, entries, brokenAt: changed };
}

/** The Revision of an object that somebody has changed behind its back. */
function findChanged(db: DatabaseSync): number | undefined {
  const rows = db
    .prepare(
      `SELECT object.content, object.revision AS number, revision.snapshot
       FROM object LEFT JOIN revision ON revision.number = object.revision`,
    )
    .iterate() as IterableIterator<unknown>;
  for (const { content, number, snapshot } of rows as IterableIterator<{
    readonly content: string;
    readonly number: number;
    readonly snapshot: string | null;
  }>) {
    if (snapshot === null) return number;
    const { objectData } = JSON.parse(snapshot) as { readonly objectData: unknown };
    if (canonicalJson(objectData) !== content) return number;
  }
  return undefined;
}

/** The Revision of a consent record that somebody has changed behind its back. */
function findChangedRecord(db: DatabaseSync): number | undefined {
  const changed = allRows<StoredRecord>(db, `SELECT ${RECORD_COLUMNS} FROM record`).find((record) => {
    const [latest] = allRows<{ snapshot: string | null }>(
      db,
      "SELECT snapshot FROM revision WHERE number = ?",
      record.revision,
    );
    const { objectData } = JSON.parse(latest?.snapshot ?? "{}") as { readonly objectData?: unknown };
    return canonicalJson(objectData) !== canonicalJson(recordContent(db, record));
  });
  return changed?.revision;
}
