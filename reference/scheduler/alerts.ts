import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import { recordAudit } from "./audit.ts";
import { formatInstant } from "./instant.ts";
import { type Place, readPlace } from "./place.ts";
import { findRecord, type Row } from "./records.ts";
import { STANDS } from "./rules.ts";

/** What an alert says, as its `alert_url` gets it (docs/adr/0014). */
export interface AlertContent {
  /** The same each time that it is tried. */
  readonly alert_id: string;
  readonly alert_schedule_id: string;
  readonly event_id: string;
  readonly event_name: string;
  readonly message_id: string;
  readonly category?: string;
  readonly message_body: string;
  readonly target_category: string;
  readonly target_id: string;
  readonly alert_datetime: string;
}

/** An alert that is owed to one receiver. */
export interface DueAlert {
  readonly id: string;
  readonly channel: Place["channel"];
  readonly place: string;
  /** JSON of an {@link AlertContent}. */
  readonly content: string;
  readonly attempts: number;
  readonly since: number;
}

/** The ids of the schedules that are due and not written out yet, the longest waiting first. */
export function findDueSchedules(db: DatabaseSync, now: number, limit: number): number[] {
  const sql = `SELECT id FROM alert_schedule WHERE waiting = 1 AND alert_datetime <= ?
    ORDER BY alert_datetime, id LIMIT ?`;
  return allRows<{ id: number }>(db, sql, now, limit).map(({ id }) => id);
}

/** When the next schedule is due. */
export function nextScheduleAt(db: DatabaseSync): number | undefined {
  const sql = "SELECT MIN(alert_datetime) AS at FROM alert_schedule WHERE waiting = 1";
  return firstRow<{ at: number | null }>(db, sql)?.at ?? undefined;
}

/** Writes down what a due schedule owes to whom, in one transaction with its being done. `emails`: they can be sent. */
export function writeOutSchedule(db: DatabaseSync, id: number, now: number, emails: boolean): void {
  const schedule = findRecord(db, "alert_schedule", id);
  const isDue = schedule?.["waiting"] === 1 && Number(schedule["alert_datetime"]) <= now;
  if (schedule === undefined || !isDue) return;
  const category = String(schedule["target_category"]);
  for (const target of findTargets(db, category, Number(schedule["event_id"]))) {
    const content = describe(db, schedule, category, target);
    const place = placeOf(target, emails);
    const sql = `INSERT INTO alert (id, alert_schedule_id, channel, place, content, attempts, since, next_at)
      VALUES (?, ?, ?, ?, ?, 0, ?, ?)`;
    if (place === undefined) noteAlert(db, content.alert_id, "undeliverable");
    else runSql(db, sql, content.alert_id, id, place.channel, place.at, JSON.stringify(content), now, now);
  }
  runSql(db, "UPDATE alert_schedule SET waiting = 0 WHERE id = ?", id);
}

/** After a change of its time a schedule is due once more; what it still owes from before is not. */
export function rescheduleAlert(db: DatabaseSync, id: number): void {
  runSql(db, "UPDATE alert_schedule SET waiting = 1, round = round + 1 - waiting WHERE id = ?", id);
  runSql(db, "DELETE FROM alert WHERE alert_schedule_id = ?", id);
}

/** The alerts that are due. */
export function findDueAlerts(db: DatabaseSync, now: number, limit: number): DueAlert[] {
  const sql = `SELECT id, channel, place, content, attempts, since FROM alert
    WHERE next_at <= ? ORDER BY next_at, id LIMIT ?`;
  return allRows<DueAlert>(db, sql, now, limit);
}

/** When the next alert is due. */
export function nextAlertAt(db: DatabaseSync): number | undefined {
  return firstRow<{ at: number | null }>(db, "SELECT MIN(next_at) AS at FROM alert")?.at ?? undefined;
}

/** Ends an attempt: the alert was taken, or given up, or is tried again. Nothing of what has ended is kept. */
export function settleAlert(
  db: DatabaseSync,
  id: string,
  status: number | undefined,
  outcome: "taken" | "givenUp" | { readonly nextAt: number },
): void {
  if (typeof outcome === "string") runSql(db, "DELETE FROM alert WHERE id = ?", id);
  else runSql(db, "UPDATE alert SET attempts = attempts + 1, next_at = ? WHERE id = ?", outcome.nextAt, id);
  const said = status === undefined ? "unreachable" : String(status);
  noteAlert(db, id, outcome === "givenUp" ? `given up: ${said}` : said);
}

function noteAlert(db: DatabaseSync, id: string, outcome: string): void {
  recordAudit(db, { kind: "alert", thing: `alert ${id}`, outcome, correlationId: id });
}

function findTargets(db: DatabaseSync, category: string, event: number): Row[] {
  if (category === "entity")
    return allRows<Row>(
      db,
      "SELECT entity.* FROM entity JOIN event ON host_entity_id = entity.id WHERE event.id = ?",
      event,
    );
  const table = category === "resource" ? "resource" : "subscriber";
  const sql = `SELECT * FROM ${table} WHERE id IN (SELECT participant_id FROM appointment
    WHERE event_id = ? AND participant_type = ? AND ${STANDS}) ORDER BY id`;
  return allRows<Row>(db, sql, event, table);
}

function describe(db: DatabaseSync, schedule: Row, category: string, target: Row): AlertContent {
  const message = findRecord(db, "message", Number(schedule["message_id"]));
  const event = findRecord(db, "event", Number(schedule["event_id"]));
  const kind = message?.["category"];
  return {
    alert_id: `${schedule.id}.${Number(schedule["round"])}-${category}-${target.id}`,
    alert_schedule_id: String(schedule.id),
    event_id: String(schedule["event_id"]),
    event_name: String(event?.["name"]),
    message_id: String(schedule["message_id"]),
    ...(kind == null ? {} : { category: String(kind) }),
    message_body: String(message?.["message_body"]),
    target_category: category,
    target_id: String(target.id),
    alert_datetime: formatInstant(Number(schedule["alert_datetime"])),
  };
}

/** Where somebody wants to be reached; undefined where nothing reaches them. */
function placeOf(target: Row, emails: boolean): Place | undefined {
  const ofText = (text: unknown): Place | undefined => {
    const place = typeof text === "string" && text !== "" ? readPlace(text) : undefined;
    return place?.channel === "email" && !emails ? undefined : place;
  };
  const url = ofText(target["alert_url"]);
  const read = ofText(target["email"]);
  const email = read?.channel === "email" ? read : undefined;
  const preference = String(target["alert_preference"] ?? "").trim();
  return /^e-?mail$/i.test(preference) ? (email ?? url) : (url ?? email);
}
