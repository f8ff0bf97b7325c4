import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";

/** What an event is about: the service types of the specification. */
export const EVENT_TYPES = [
  "AUTHENTICATION_REQUEST",
  "SERVICE_REQUEST",
  "DATA_UPDATE_REQUEST",
  "ID_MANAGEMENT_REQUEST",
  "DATA_SHARE_REQUEST",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** How an event ended. */
export const EVENT_STATUSES = ["SUCCESS", "IN_PROGRESS", "FAILED"] as const;
type EventStatus = (typeof EVENT_STATUSES)[number];

/** Something that happened to a person's identity, as the person reads it. */
export interface PersonEvent {
  /** 16 digits. */
  readonly id: string;
  readonly type: EventType;
  readonly status: EventStatus;
  readonly description: string;
  /** More about it, without anything of the person's own. */
  readonly info: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface Row extends Omit<PersonEvent, "info"> {
  readonly info: string;
}

/** Notes an event, inside the transaction of what happened, and returns its id. */
export function noteEvent(
  db: DatabaseSync,
  personId: string,
  event: Pick<PersonEvent, "type" | "description"> & Partial<Pick<PersonEvent, "status" | "info">>,
): string {
  const id = makeId(db);
  runSql(
    db,
    "INSERT INTO event (id, person, type, status, description, info, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    id,
    personId,
    event.type,
    event.status ?? "SUCCESS",
    event.description,
    JSON.stringify(event.info ?? {}),
    Date.now(),
  );
  return id;
}

/** An event of that person; undefined where there is none, or it is somebody else's. */
export function findEvent(db: DatabaseSync, personId: string, id: string): PersonEvent | undefined {
  const row = firstRow<Row>(db, "SELECT * FROM event WHERE id = ? AND person = ?", id, personId);
  return row === undefined ? undefined : eventOf(row);
}

/** The events of a person in a span of time (`to` is excluded), oldest first. */
export function eventsOf(db: DatabaseSync, personId: string, from: number, to: number): PersonEvent[] {
  const sql = "SELECT * FROM event WHERE person = ? AND at >= ? AND at < ? ORDER BY number";
  return allRows<Row>(db, sql, personId, from, to).map(eventOf);
}

function makeId(db: DatabaseSync): string {
  for (;;) {
    const half = () => String(randomInt(0, 10 ** 8)).padStart(8, "0");
    const id = `${half()}${half()}`;
    if (firstRow(db, "SELECT 1 FROM event WHERE id = ?", id) === undefined) return id;
  }
}

function eventOf({ id, type, status, description, info, at }: Row): PersonEvent {
  return { id, type, status, description, info: JSON.parse(info) as Record<string, string>, at };
}
