import type { DatabaseSync } from "node:sqlite";
import { firstRow } from "../sql.ts";

/** A published event as the database holds it. */
export interface EventRow {
  readonly id: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly instance: string;
  readonly class: string;
  readonly code: string;
  readonly application: string;
  readonly content: string;
  readonly correlationId: string;
  readonly stopped: number;
}

/** The columns of an {@link EventRow}, of the table `event`. */
export const EVENT_COLUMNS = `event.id, event.sequence, event.event_type AS eventType, event.instance, event.class,
  event.code, event.application, event.content, event.correlation_id AS correlationId, event.stopped`;

/** An event as EventItem. */
export function describeEvent(event: EventRow): Record<string, unknown> {
  return {
    id: event.id,
    sequence: event.sequence,
    publisherId: {
      instanceId: event.instance,
      memberClass: event.class,
      memberCode: event.code,
      applicationCode: event.application,
    },
    eventType: event.eventType,
    event: JSON.parse(event.content) as unknown,
  };
}

/** The event that a path names. */
export function findEvent(
  db: DatabaseSync,
  room: string,
  params: Readonly<Record<string, string>>,
): EventRow | undefined {
  return firstRow<EventRow>(
    db,
    `SELECT ${EVENT_COLUMNS} FROM event WHERE id = ? AND room = ? AND event_type = ?`,
    params["eventId"] ?? "",
    room,
    params["eventType"] ?? "",
  );
}
