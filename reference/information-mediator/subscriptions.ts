import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { ServiceIdentifier } from "../../charts/spi/index.ts";
import { firstRow, runSql } from "../sql.ts";
import type { Visit } from "./access.ts";

/** How a subscription takes its events. */
export interface SubscriptionTerms {
  readonly delivery: "PUSH" | "PULL";
  /** Seconds for which an event stays owed. */
  readonly ttl: number;
  /** The next event only after the one before is acknowledged or expired. */
  readonly fifo: boolean;
}

/** A subscription as the database holds it. */
export interface SubscriptionRow {
  readonly id: number;
  readonly uuid: string;
  readonly eventType: string;
  readonly instance: string;
  readonly class: string;
  readonly code: string;
  readonly application: string;
  readonly delivery: "PUSH" | "PULL";
  readonly ttl: number;
  readonly fifo: number;
  readonly present: number;
}

/** The columns of a {@link SubscriptionRow}. */
export const SUBSCRIPTION_COLUMNS =
  "id, uuid, event_type AS eventType, instance, class, code, application, delivery, ttl, fifo, present";

/** A caller's subscription to an event type of a room, also one that has ended. */
export function findSubscription(
  db: DatabaseSync,
  room: string,
  client: ServiceIdentifier,
  eventType: string,
): SubscriptionRow | undefined {
  return firstRow<SubscriptionRow>(
    db,
    `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription
     WHERE room = ? AND event_type = ? AND instance = ? AND class = ? AND code = ? AND application = ?`,
    room,
    eventType,
    client.instance,
    client.memberClass,
    client.memberCode,
    client.application,
  );
}

/** The same, if it has not ended. */
export function findActive(db: DatabaseSync, visit: Visit, eventType: string): SubscriptionRow | undefined {
  const found = findSubscription(db, visit.room, visit.client, eventType);
  return found?.present === 1 ? found : undefined;
}

/**
 * Subscribes; false where the caller is subscribed on other terms. One that ended begins anew with a new id, and owes
 * nothing of its former life.
 */
export function subscribe(
  db: DatabaseSync,
  room: string,
  client: ServiceIdentifier,
  eventType: string,
  terms: SubscriptionTerms,
): boolean {
  const known = findSubscription(db, room, client, eventType);
  if (known?.present === 1) {
    return known.delivery === terms.delivery && known.ttl === terms.ttl && known.fifo === Number(terms.fifo);
  }
  runSql(
    db,
    `INSERT INTO subscription (uuid, room, event_type, instance, class, code, application, delivery, ttl, fifo, present)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
     ON CONFLICT (room, event_type, instance, class, code, application) DO UPDATE SET uuid = excluded.uuid,
       delivery = excluded.delivery, ttl = excluded.ttl, fifo = excluded.fifo, present = 1`,
    randomUUID(),
    room,
    eventType,
    client.instance,
    client.memberClass,
    client.memberCode,
    client.application,
    terms.delivery,
    terms.ttl,
    Number(terms.fifo),
  );
  return true;
}

/** A subscription as SubscriptionItem. */
export function describeSubscription(row: SubscriptionRow): Record<string, unknown> {
  return {
    id: row.uuid,
    subscriberId: {
      instanceId: row.instance,
      memberClass: row.class,
      memberCode: row.code,
      applicationCode: row.application,
    },
    eventType: row.eventType,
    delivery: row.delivery,
    options: { TTL: row.ttl, FIFO: row.fifo === 1 },
  };
}
