import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { requireObject } from "./details.ts";
import { FIELD_TYPES } from "./fields.ts";
import { type Criterion, KINDS, type KindName } from "./kinds.ts";
import { findRecord, type Row, writeDetails } from "./records.ts";
import { worksDuring } from "./work-hours.ts";

const MOST = 10_000;

/** What a filter comes to: conditions with their values, and what only a look at the rows can tell. */
interface Selection {
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
  readonly keep: (row: Row) => boolean;
}

/** Answers `list_details`: the things that the filter selects, with the details that are asked for. */
export function listRecords(
  db: DatabaseSync,
  name: KindName,
  filter: unknown,
  required: unknown,
): Record<string, unknown>[] {
  const { where, values, keep } = select(name, filter === undefined ? {} : filter);
  const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
  const sql = `SELECT * FROM ${name} ${condition} ORDER BY id LIMIT ${MOST + 1}`;
  // Prepared anew: to keep one for every choice of criteria would be to keep thousands.
  const rows = db.prepare(sql).all(...values) as Row[];
  if (rows.length > MOST) throw badRequest(`more than ${MOST} things match; ask for fewer`);
  const show = present(db, name, required);
  return rows.filter(keep).map(show);
}

function select(name: KindName, filter: unknown): Selection {
  const given = Object.entries(requireObject(filter, `${name}_filter`)).filter(([, value]) => value != null);
  if (name === "affiliation") return selectAffiliations(given);
  const parts = given.map(([criterion, value]) => condition(name, criterion, value));
  return joined(parts, () => true);
}

/** Their work hours repeat every week, which no condition on a column can say. */
function selectAffiliations(given: readonly (readonly [string, unknown])[]): Selection {
  const times = new Map<string, number>();
  for (const [key, value] of given)
    if (key === "from" || key === "to")
      times.set(key, Number(read({ type: "instant", where: "" }, key, value)));
  const others = given.filter(([key]) => !times.has(key));
  const { from, to } = { from: times.get("from"), to: times.get("to") };
  if (from !== undefined && to !== undefined && from >= to) throw badRequest("from is not before to");
  return joined(
    others.map(([key, value]) => condition("affiliation", key, value)),
    (row) => worksDuring(row["work_days_hours"], from, to),
  );
}

type Condition = readonly [where: string, ...values: SQLInputValue[]];

function joined(parts: readonly Condition[], keep: Selection["keep"]): Selection {
  return { where: parts.map(([where]) => where), values: parts.flatMap(([, ...values]) => values), keep };
}

function condition(name: KindName, key: string, value: unknown): Condition {
  const criterion = criterionOf(name, key);
  if (criterion === undefined) throw badRequest(`${name}_filter has no ${key}`);
  const known = read(criterion, key, value);
  if (criterion.type !== "venue") return [criterion.where, known];
  const parts = Object.entries(JSON.parse(String(known)) as Record<string, string>);
  const each = parts.map(([part]) => `venue ->> '$.${part}' = ?`);
  return [["venue IS NOT NULL", ...each].join(" AND "), ...parts.map(([, text]) => text)];
}

function criterionOf(name: KindName, key: string): Criterion | undefined {
  if (key === `${name}_id`) return { type: "ids", where: "id IN (SELECT value FROM json_each(?))" };
  const { criteria, fields } = KINDS[name];
  if (Object.hasOwn(criteria, key)) return criteria[key];
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return field === undefined ? undefined : { type: field.type, where: `"${key}" = ?` };
}

function read({ type }: Criterion, key: string, value: unknown): SQLInputValue {
  // A search for a place that could be none finds nothing, and is no mistake.
  const parsed = FIELD_TYPES[type === "place" ? "text" : type].read.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badRequest(`the filter's ${key}: ${parsed.error.issues[0]?.message ?? "has another shape"}`);
}

/** How a row is shown to somebody who has asked for these details, or for none in particular. */
function present(db: DatabaseSync, name: KindName, required: unknown): (row: Row) => Record<string, unknown> {
  const flags = required == null ? {} : requireObject(required, `${name}_details_required`);
  const isTrue = (flag: string): boolean => String(flags[flag]) === "true";
  const everything = Object.keys(flags).length === 0;
  const { flags: renamed } = KINDS[name];
  const wanted = (field: string): boolean => {
    const flag = Object.hasOwn(renamed, field) ? renamed[field] : field;
    return everything || flag === undefined || isTrue(flag);
  };
  const hidesId = String(flags[`${name}_id`]) === "false";
  return (row) => ({
    ...(hidesId ? {} : { [`${name}_id`]: String(row.id) }),
    details: {
      ...writeDetails(name, row, wanted),
      ...beside(db, name, row, (flag) => everything || isTrue(flag)),
    },
  });
}

/** What flags ask for that the details of the file do not have. */
function beside(
  db: DatabaseSync,
  name: KindName,
  row: Row,
  asked: (flag: string) => boolean,
): Record<string, unknown> {
  const eventOf = (): Row | undefined => findRecord(db, "event", Number(row["event_id"]));
  if (name === "appointment" && asked("event_details")) {
    const event = eventOf();
    return event === undefined ? {} : { event_details: writeDetails("event", event) };
  }
  if (name === "alert_schedule" && asked("entity_id"))
    return { entity_id: String(eventOf()?.["host_entity_id"]) };
  return {};
}
