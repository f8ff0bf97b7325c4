import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows } from "../sql.ts";
import { requireObject } from "./details.ts";
import { FIELD_TYPES } from "./fields.ts";
import { formatInstant } from "./instant.ts";
import type { Row } from "./records.ts";
import { STANDS } from "./rules.ts";
import { type Span, subtract, unite, workSpans } from "./work-hours.ts";

const LONGEST_MS = 366 * 86_400_000;
const MOST = 10_000;

/** A resource that has time (free_resource_details). */
export interface FreeResource {
  readonly resource_id: string;
  readonly resource_name: string;
  /** `[FROMtoTO]`, one text for each. */
  readonly free_slots: readonly string[];
}

/** Answers `GET /resource/availability`: resources of the filter with the time that nobody has taken. */
export function findFreeResources(db: DatabaseSync, filter: unknown): FreeResource[] {
  const given = requireObject(filter, "free_resource_filter");
  const within = readSpan(given);
  const entity = readCriterion("id", given["Entity_id"] ?? given["entity_id"], "Entity_id");
  const resource = readCriterion("id", given["resource_id"], "resource_id");
  const category = readCriterion("text", given["category"], "category");
  const sql = `SELECT * FROM resource WHERE (?1 IS NULL OR id = ?1)
    AND (?2 IS NULL OR category = ?2
      OR EXISTS (SELECT 1 FROM affiliation WHERE resource_id = resource.id AND resource_category = ?2))
    AND (?3 IS NULL OR EXISTS (SELECT 1 FROM affiliation WHERE resource_id = resource.id AND entity_id = ?3))
    ORDER BY id LIMIT ${MOST + 1}`;
  const resources = allRows<Row>(db, sql, resource, category, entity);
  if (resources.length > MOST) throw badRequest(`more than ${MOST} resources match; ask for fewer`);
  return resources.flatMap((row) => {
    const free = subtract(presence(db, row.id, entity, within), taken(db, row.id, within));
    if (free.length === 0) return [];
    const slots = free.map(({ from, to }) => `[${formatInstant(from)}to${formatInstant(to)}]`);
    return [{ resource_id: String(row.id), resource_name: String(row["name"]), free_slots: slots }];
  });
}

/** When a resource is there: at this entity, or anywhere. */
function presence(db: DatabaseSync, resource: number, entity: SQLInputValue, within: Span): Span[] {
  const sql = `SELECT work_days_hours FROM affiliation
    WHERE resource_id = ?1 AND (?2 IS NULL OR entity_id = ?2)`;
  const affiliations = allRows<{ work_days_hours: string | null }>(db, sql, resource, entity);
  if (affiliations.length === 0) return [within];
  return unite(affiliations.flatMap(({ work_days_hours }) => workSpans(work_days_hours, within)));
}

function taken(db: DatabaseSync, resource: number, { from, to }: Span): Span[] {
  const sql = `SELECT event."from", event."to" FROM appointment JOIN event ON event.id = event_id
    WHERE participant_type = 'resource' AND participant_id = ? AND ${STANDS}
      AND event."from" < ? AND event."to" > ? ORDER BY event."from"`;
  return allRows<{ from: number; to: number }>(db, sql, resource, to, from);
}

function readSpan(given: Readonly<Record<string, unknown>>): Span {
  const from = readCriterion("instant", given["from"], "from");
  const to = readCriterion("instant", given["to"], "to");
  if (from === null || to === null) throw badRequest("free_resource_filter needs from and to");
  const span = { from: Number(from), to: Number(to) };
  if (span.from >= span.to) throw badRequest("from is not before to");
  if (span.to - span.from > LONGEST_MS) throw badRequest("from and to are more than a year apart");
  return span;
}

function readCriterion(type: "id" | "text" | "instant", value: unknown, key: string): SQLInputValue {
  if (value == null) return null;
  const parsed = FIELD_TYPES[type].read.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badRequest(`free_resource_filter.${key}: ${parsed.error.issues[0]?.message ?? "has another shape"}`);
}
