import type { DatabaseSync } from "node:sqlite";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { firstRow } from "../sql.ts";
import type { Details } from "./details.ts";
import { KINDS, type KindName } from "./kinds.ts";
import { findRecord, type Row } from "./records.ts";

/** Events with these states take no more subscribers. */
const CLOSED = new Set(["closed", "cancelled", "canceled", "completed"]);
/** The condition on an appointment that takes its participant's time. */
export const STANDS = "LOWER(COALESCE(status_id, '')) NOT IN ('cancelled', 'canceled')";

/** Throws a refusal with 404 where something that a thing refers to is not there. */
export function requireReferences(db: DatabaseSync, name: KindName, details: Details): void {
  for (const [field, { refersTo }] of Object.entries(KINDS[name].fields)) {
    const value = details[field];
    if (refersTo === undefined || value === null || value === undefined) continue;
    if (findRecord(db, refersTo, Number(value)) === undefined)
      throw notFound(`details.${field}: there is no such ${refersTo.replace("_", " ")}`);
  }
  if (name !== "appointment") return;
  const kind = details["participant_type"] as "subscriber" | "resource";
  if (findRecord(db, kind, Number(details["participant_id"])) === undefined)
    throw notFound(`details.participant_id: there is no such ${kind}`);
}

/**
 * Throws a refusal where a thing, new or changed, would contradict what is stored: 400 for times in the wrong order, 409
 * for a booking that cannot be. Runs in the transaction that writes the thing.
 */
export function requireRules(
  db: DatabaseSync,
  name: KindName,
  details: Details,
  now: number,
  before?: Row,
): void {
  if (name === "event") requireEvent(db, details, before?.id);
  if (name === "appointment") requireBooking(db, details, now, before);
}

function requireEvent(db: DatabaseSync, details: Details, id: number | undefined): void {
  if (Number(details["from"]) >= Number(details["to"]))
    throw badRequest("an event begins before it ends: from is not before to");
  if (id === undefined) return;
  const limit = details["subscriber_limit"];
  if (limit !== null && countSubscribers(db, id, 0) > Number(limit))
    throw conflict("more subscribers than that have appointments at the event");
  const clash = `SELECT 1 FROM appointment AS own JOIN appointment AS other
      ON other.participant_type = own.participant_type AND other.participant_id = own.participant_id
      AND other.id <> own.id JOIN event ON event.id = other.event_id
    WHERE own.event_id = ? AND ${STANDS.replace("status_id", "own.status_id")}
      AND ${STANDS.replace("status_id", "other.status_id")} AND (own.exclusive = 1 OR other.exclusive = 1)
      AND other.event_id <> own.event_id AND event."from" < ? AND event."to" > ? LIMIT 1`;
  if (firstRow(db, clash, id, Number(details["to"]), Number(details["from"])) !== undefined)
    throw conflict("somebody with an appointment at the event has another one at that time");
}

function requireBooking(db: DatabaseSync, details: Details, now: number, before: Row | undefined): void {
  if (isCancelled(details["status_id"])) return;
  const own = before?.id ?? 0;
  const event = findRecord(db, "event", Number(details["event_id"]));
  if (event === undefined) throw notFound("details.event_id: there is no such event");
  const type = String(details["participant_type"]);
  const participant = Number(details["participant_id"]);
  if (type === "subscriber") {
    // Whoever was booked in time stays booked.
    const stays = before?.["event_id"] === event.id && !isCancelled(before["status_id"]);
    requireRoom(db, event, stays ? Number.NEGATIVE_INFINITY : now, own);
  }
  const clash = `SELECT event.id AS event FROM appointment JOIN event ON event.id = event_id
    WHERE participant_type = ? AND participant_id = ? AND appointment.id <> ? AND ${STANDS}
      AND (event.id = ? OR ((exclusive = 1 OR ? = 1) AND event."from" < ? AND event."to" > ?)) LIMIT 1`;
  const found = firstRow<{ event: number }>(
    db,
    clash,
    ...[type, participant, own, event.id, Number(details["exclusive"]), Number(event["to"])],
    Number(event["from"]),
  );
  if (found === undefined) return;
  throw conflict(
    found.event === event.id
      ? `this ${type} has an appointment at the event already`
      : `this ${type} has another appointment at that time`,
  );
}

function requireRoom(db: DatabaseSync, event: Row, now: number, own: number): void {
  const status = String(event["status"] ?? "").toLowerCase();
  if (CLOSED.has(status) && Number.isFinite(now)) throw conflict(`the event is ${status}`);
  const { deadline, to, subscriber_limit: limit } = event;
  // What is over is filled in as a record.
  if (deadline != null && now > Number(deadline) && now < Number(to))
    throw conflict("the deadline of the event has passed");
  if (limit != null && countSubscribers(db, event.id, own) >= Number(limit))
    throw conflict("the event has as many subscribers as it can have");
}

function countSubscribers(db: DatabaseSync, event: number, except: number): number {
  const sql = `SELECT COUNT(*) AS count FROM appointment
    WHERE event_id = ? AND participant_type = 'subscriber' AND id <> ? AND ${STANDS}`;
  return firstRow<{ count: number }>(db, sql, event, except)?.count ?? 0;
}

function isCancelled(status: unknown): boolean {
  return /^cancell?ed$/i.test(String(status ?? ""));
}
