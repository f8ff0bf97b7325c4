import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Details } from "./details.ts";
import { FIELD_TYPES } from "./fields.ts";
import { KINDS, type KindName } from "./kinds.ts";

/** A row of a kind's table. */
export type Row = Readonly<Record<string, SQLOutputValue>> & { readonly id: number };

const columnsOf = (name: KindName): string[] => Object.keys(KINDS[name].fields);
const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(", ");

/** Adds a thing; its id is one that no thing of its kind ever had, or the given one. */
export function insertRecord(db: DatabaseSync, name: KindName, details: Details, id?: number): number {
  const columns = columnsOf(name);
  const sql = `INSERT INTO ${name} (id, ${quoted(columns)})
    VALUES (?, ${columns.map(() => "?").join(", ")}) RETURNING id`;
  const row = firstRow<{ id: number }>(db, sql, id ?? null, ...valuesOf(columns, details));
  if (row === undefined) throw new Error("nothing was inserted");
  return row.id;
}

/** The thing with this id. */
export function findRecord(db: DatabaseSync, name: KindName, id: number): Row | undefined {
  return firstRow<Row>(db, `SELECT * FROM ${name} WHERE id = ?`, id);
}

/** Replaces the details of a thing. */
export function updateRecord(db: DatabaseSync, name: KindName, id: number, details: Details): void {
  const columns = columnsOf(name);
  const sets = columns.map((column) => `"${column}" = ?`).join(", ");
  runSql(db, `UPDATE ${name} SET ${sets} WHERE id = ?`, ...valuesOf(columns, details), id);
}

/** Takes a thing away, and of an event its appointments and alerts. */
export function removeRecord(db: DatabaseSync, name: KindName, id: number): void {
  if (name === "event") {
    for (const belonging of ["appointment", "alert_schedule"] as const) {
      const rows = allRows<Row>(db, `SELECT id FROM ${belonging} WHERE event_id = ?`, id);
      for (const row of rows) removeRecord(db, belonging, row.id);
    }
  }
  forgetReplay(db, name, id);
  runSql(db, `DELETE FROM ${name} WHERE id = ?`, id);
}

/** What keeps a thing from being deleted: the tables and columns that name it, and for whom. */
const USES: Partial<Record<KindName, readonly (readonly [what: string, where: string])[]>> = {
  entity: [
    ["events", "event WHERE host_entity_id = ?"],
    ["affiliations", "affiliation WHERE entity_id = ?"],
    ["messages", "message WHERE entity_id = ?"],
    ["appointments", "appointment WHERE participant_entity_id = ?"],
    ["log entries", "log WHERE entity_id = ?"],
  ],
  resource: [
    ["affiliations", "affiliation WHERE resource_id = ?"],
    ["appointments", "appointment WHERE participant_type = 'resource' AND participant_id = ?"],
  ],
  subscriber: [["appointments", "appointment WHERE participant_type = 'subscriber' AND participant_id = ?"]],
  message: [["alert schedules", "alert_schedule WHERE message_id = ?"]],
};

/** What still needs a thing, in a word; undefined where nothing does. */
export function whatUses(db: DatabaseSync, name: KindName, id: number): string | undefined {
  const uses = USES[name] ?? [];
  return uses.find(([, where]) => firstRow(db, `SELECT 1 FROM ${where} LIMIT 1`, id) !== undefined)?.[0];
}

/** A thing as answers show it: the fields that are wanted and there. */
export function writeDetails(
  name: KindName,
  row: Row,
  wanted: (field: string) => boolean = () => true,
): Record<string, unknown> {
  const shown = Object.entries(KINDS[name].fields).filter(
    ([field]) => wanted(field) && row[field] !== null && row[field] !== undefined,
  );
  return Object.fromEntries(
    shown.map(([field, { type }]) => [field, FIELD_TYPES[type].write(row[field] ?? null)]),
  );
}

/** From now on, the same request is a new one: what it made is no longer as it was. */
export function forgetReplay(db: DatabaseSync, name: KindName, id: number): void {
  const sql = "DELETE FROM replay WHERE mark IN (SELECT mark FROM replayed WHERE kind = ? AND id = ?)";
  runSql(db, sql, name, id);
}

function valuesOf(columns: readonly string[], details: Details): SQLInputValue[] {
  return columns.map((column) => details[column] ?? null);
}
