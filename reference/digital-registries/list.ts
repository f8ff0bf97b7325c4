import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import type { Registry } from "./databases.ts";
import { fieldText, fieldValue, type Sql } from "./fields.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { asRecord, type StoredRecord } from "./records.ts";

const PAGE_SIZE = 10;
const PAGE_SIZE_LIMIT = 1000;
const FIELD_LIMIT = 20;

/** What a list request asks for. */
export interface ListRequest {
  readonly search: Pattern | undefined;
  /** Where to search; without a search, the field that must hold something. */
  readonly filter: string | undefined;
  /** Exact values by field. */
  readonly fields: readonly (readonly [string, string])[];
  readonly ordering: string | undefined;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** One page of a list, and how many records there are on all pages. */
export interface Page {
  readonly count: number;
  readonly records: readonly StoredRecord[];
}

/** Reads the query of a list request. Throws a refusal (400) for what cannot be meant. */
export function readListRequest(query: URLSearchParams): ListRequest {
  const search = query.get("search") || undefined;
  const fields = [...query]
    .filter(([name]) => name.startsWith("query."))
    .map(([name, value]) => [name.slice("query.".length), value] as const);
  if (fields.length > FIELD_LIMIT) throw badRequest(`at most ${FIELD_LIMIT} fields can be asked for`);
  return {
    search: search === undefined ? undefined : compilePattern(search),
    filter: query.get("filter") || undefined,
    fields,
    ordering: query.get("ordering") || undefined,
    page: positive(query, "page", 1),
    pageSize: Math.min(positive(query, "pageSize", PAGE_SIZE), PAGE_SIZE_LIMIT),
  };
}

function positive(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw badRequest(`${name} must be an integer from 1`);
  return Number(text);
}

/** The conditions of a request that SQLite can tell: exact values, and a field that holds something. */
export function conditionsOf(request: ListRequest): Sql {
  const conditions = request.fields.map(([field, value]) => valueCondition(field, value));
  if (request.filter !== undefined) {
    const { text, values } = fieldText(request.filter);
    conditions.push({ text: `coalesce(${text}, 'null') NOT IN ('null', '""', '[]', '{}')`, values });
  }
  return {
    text: conditions.map(({ text }) => ` AND ${text}`).join(""),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** A query says `5` for the number and for the text alike. */
function valueCondition(field: string, value: string): Sql {
  const { text, values } = fieldText(field);
  return { text: `${text} IN (?, ?)`, values: [...values, JSON.stringify(value), scalarText(value)] };
}

function scalarText(value: string): string {
  if (value === "true" || value === "false") return value;
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? JSON.stringify(number) : JSON.stringify(value);
}

/** One page of the records that fit; of `found` only (by `seq`) where a search went before. */
export function selectPage(
  db: DatabaseSync,
  registry: Registry,
  request: ListRequest,
  found: readonly number[] | undefined,
): Page {
  const conditions = conditionsOf(request);
  const among = found === undefined ? "" : " AND seq IN (SELECT value FROM json_each(?))";
  const where = `FROM records WHERE database_id = ? AND deleted = 0${conditions.text}${among}`;
  const values = [registry.databaseId, ...conditions.values, ...(found ? [JSON.stringify(found)] : [])];
  const count = Number(db.prepare(`SELECT count(*) AS count ${where}`).get(...values)?.["count"]);
  const offset = (request.page - 1) * request.pageSize;
  if (offset >= count) return { count, records: [] };
  const order = orderOf(registry, request.ordering);
  const rows = db
    .prepare(`SELECT seq, id, content ${where} ORDER BY ${order.text}seq LIMIT ? OFFSET ?`)
    .all(...values, ...order.values, request.pageSize, offset);
  return { count, records: rows.map(asRecord) };
}

/** `ascending` and `descending` are by the primary key; `field`, `-field`, `field:asc` and `field:desc` by another. */
function orderOf(registry: Registry, ordering: string | undefined): Sql {
  if (ordering === undefined) return { text: "", values: [] };
  if (ordering === "ascending" || ordering === "descending") {
    const key = registry.schema.numericKey ? "CAST(id AS REAL)" : "id";
    return { text: `${key} ${ordering === "descending" ? "DESC" : "ASC"}, `, values: [] };
  }
  const descending = ordering.startsWith("-") || ordering.endsWith(":desc");
  const field = ordering.replace(/^-/, "").replace(/:(asc|desc)$/, "");
  const { text, values } = fieldValue(field);
  return { text: `${text} ${descending ? "DESC" : "ASC"}, `, values };
}
