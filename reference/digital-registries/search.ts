import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { badRequest } from "../refusal.ts";
import type { Store } from "../store.ts";
import type { Registry } from "./databases.ts";
import type { Sql } from "./fields.ts";
import { conditionsOf, type ListRequest } from "./list.ts";
import type { Pattern } from "./pattern.ts";
import { asRecord, type StoredRecord } from "./records.ts";
import { someScalar, valueAt } from "./value.ts";

/** Records looked at before other requests get their turn. */
const SLICE = 500;
/** And how long a slice may take, since records differ in size; in milliseconds. */
const SLICE_TIME = 20;
/** A search that would look at more is refused. */
const SCAN_LIMIT = 200_000;

/**
 * The records (by `seq`) in which the pattern is found: in any text or number, or in those of the filtered field.
 * It reads slice by slice and lets other requests run between them. Throws a refusal (400) where the registry has
 * more than 200 000 records.
 */
export async function searchRecords(
  store: Store,
  registry: Registry,
  request: ListRequest & { readonly search: Pattern },
): Promise<readonly number[]> {
  const total = store.read((db) => countRecords(db, registry));
  if (total > SCAN_LIMIT)
    throw badRequest(`a search looks at ${SCAN_LIMIT} records at most; ask by query.FIELD`);
  const conditions = prefilter(request);
  const found: number[] = [];
  let after = 0;
  for (;;) {
    const last = store.read((db) => endOfSlice(db, registry, after));
    if (last === undefined) return found;
    after = store.read((db) => scanSlice(db, registry, { after, last }, request, conditions, found));
    await nextTurn();
  }
}

function countRecords(db: DatabaseSync, registry: Registry): number {
  const row = db.prepare("SELECT count(*) AS count FROM records WHERE database_id = ? AND deleted = 0");
  return Number(row.get(registry.databaseId)?.["count"]);
}

/** Without special characters the text itself must be in the record, which SQLite sees without parsing it. */
function prefilter(request: ListRequest & { readonly search: Pattern }): Sql {
  const conditions = conditionsOf(request);
  const { source } = request.search;
  if (!/^[\p{L}\p{N} _@:,;'-]+$/u.test(source)) return conditions;
  return { text: `${conditions.text} AND instr(content, ?) > 0`, values: [...conditions.values, source] };
}

function endOfSlice(db: DatabaseSync, registry: Registry, after: number): number | undefined {
  const row = db
    .prepare(
      `SELECT max(seq) AS last FROM (SELECT seq FROM records WHERE database_id = ? AND deleted = 0 AND seq > ?
       ORDER BY seq LIMIT ?)`,
    )
    .get(registry.databaseId, after, SLICE);
  return typeof row?.["last"] === "number" ? row["last"] : undefined;
}

/** Looks at one slice, adds what it finds, and says where to go on. */
function scanSlice(
  db: DatabaseSync,
  registry: Registry,
  { after, last }: { after: number; last: number },
  request: ListRequest & { readonly search: Pattern },
  conditions: Sql,
  found: number[],
): number {
  const rows = db
    .prepare(
      `SELECT seq, id, content FROM records
       WHERE database_id = ? AND deleted = 0 AND seq > ? AND seq <= ?${conditions.text} ORDER BY seq`,
    )
    .iterate(registry.databaseId, after, last, ...conditions.values);
  const end = performance.now() + SLICE_TIME;
  for (const row of rows) {
    const record = asRecord(row);
    if (matches(record, request)) found.push(record.seq);
    if (performance.now() > end) return record.seq;
  }
  return last;
}

function matches({ content }: StoredRecord, request: ListRequest & { readonly search: Pattern }): boolean {
  const value = request.filter === undefined ? content : valueAt(content, request.filter);
  return someScalar(value, request.search.find);
}
