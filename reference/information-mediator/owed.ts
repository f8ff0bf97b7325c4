import type { DatabaseSync } from "node:sqlite";
import type { ServiceIdentifier } from "../../charts/spi/index.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { EVENTS_SERVICE } from "./access.ts";
import { instanceOf } from "./configuration.ts";
import { EVENT_COLUMNS, type EventRow } from "./published.ts";

/** An event that is owed to a subscriber whose address is registered. Times are milliseconds since 1970. */
export interface DuePush {
  readonly subscription: number;
  readonly subscriber: ServiceIdentifier;
  readonly room: string;
  readonly serviceUrl: string;
  readonly fifo: boolean;
  readonly sequence: number;
  readonly nextAt: number;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly event: EventRow;
}

interface TargetRow {
  readonly room: string;
  readonly fifo: number;
  readonly instance: string;
  readonly class: string;
  readonly code: string;
  readonly application: string;
  readonly serviceUrl: string;
}

type OwedRow = EventRow & Pick<DuePush, "nextAt" | "expiresAt" | "attempts">;

/** The subscriptions that want to be pushed to. */
export function listPushSubscriptions(db: DatabaseSync): number[] {
  return allRows<{ id: number }>(
    db,
    "SELECT id FROM subscription WHERE delivery = 'PUSH' AND present = 1",
  ).map(({ id }) => id);
}

/**
 * The events that a subscription is owed, the next ones first; none where it is not a PUSH subscription or its
 * application has no service `events`. With FIFO only the oldest.
 */
export function findDue(db: DatabaseSync, subscription: number, limit: number): DuePush[] {
  const target = firstRow<TargetRow>(
    db,
    `SELECT room, fifo, instance, s.class, s.code, s.application, service_url AS serviceUrl FROM subscription s
     JOIN service e ON e.class = s.class AND e.code = s.code AND e.application = s.application AND e.id = ?
     WHERE s.id = ? AND delivery = 'PUSH' AND present = 1`,
    EVENTS_SERVICE,
    subscription,
  );
  if (target === undefined || target.instance !== instanceOf(db)) return [];
  const fifo = target.fifo === 1;
  const rows = allRows<OwedRow>(db, fifo ? OLDEST : NEXT, subscription, fifo ? 1 : limit);
  return rows.map(({ nextAt, expiresAt, attempts, ...event }) => ({
    subscription,
    subscriber: {
      instance: target.instance,
      memberClass: target.class,
      memberCode: target.code,
      application: target.application,
    },
    room: target.room,
    serviceUrl: target.serviceUrl,
    fifo,
    sequence: event.sequence,
    nextAt,
    expiresAt,
    attempts,
    event,
  }));
}

const OWED = `SELECT ${EVENT_COLUMNS}, next_at AS nextAt, expires_at AS expiresAt, attempts
  FROM delivery JOIN event ON event.id = delivery.event WHERE subscription = ? AND state = 'owed'`;
const OLDEST = `${OWED} ORDER BY delivery.sequence LIMIT ?`;
const NEXT = `${OWED} ORDER BY next_at, delivery.sequence LIMIT ?`;

/** Ends an attempt: acknowledged, or to be tried again at `nextAt`. What was stopped meanwhile stays stopped. */
export function settlePush(db: DatabaseSync, push: DuePush, nextAt: number | undefined): void {
  runSql(
    db,
    `UPDATE delivery SET state = ?, attempts = attempts + 1, next_at = ?
     WHERE subscription = ? AND sequence = ? AND state = 'owed'`,
    nextAt === undefined ? "acknowledged" : "owed",
    nextAt ?? push.nextAt,
    push.subscription,
    push.sequence,
  );
}

/** Ends an event whose time to live for this subscription is over. */
export function expirePush(db: DatabaseSync, push: DuePush): void {
  runSql(
    db,
    "UPDATE delivery SET state = 'expired' WHERE subscription = ? AND sequence = ? AND state = 'owed'",
    push.subscription,
    push.sequence,
  );
}
