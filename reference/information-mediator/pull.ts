import type { DatabaseSync } from "node:sqlite";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { conflict, notFound } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { enterRoom, type Visit } from "./access.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import { describePubSub } from "./pub-sub-log.ts";
import { describeEvent, EVENT_COLUMNS, type EventRow, findEvent } from "./published.ts";
import { spellingsOf } from "./routes.ts";
import { findActive, type SubscriptionRow } from "./subscriptions.ts";

const TYPE = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/pull/v1/{eventType}";
const ITEM = `${TYPE}/{eventId}`;

/** Without FIFO, the sequence of the event that each subscription pulled last; forgetting it does no harm. */
type Cursors = Map<number, number>;

interface Owed {
  readonly sequence: number;
  readonly event: string;
  readonly expiresAt: number;
}

/** Taking events and confirming them (IM PubSub API, tag sub). Also for PUSH subscriptions that nobody listens for. */
export function pullOperations(mediator: Mediator): Operation[] {
  const cursors: Cursors = new Map();
  return [
    defineOperation({
      id: "pullEvent",
      summary: "get next unacknowledged event",
      method: "GET",
      path: TYPE,
      routes: spellingsOf(TYPE),
      client: "required",
      responses: { 200: "Event", 404: "No event available", 409: "Invalid request" },
      handle: (call) => pull(mediator, call, cursors),
    }),
    defineOperation({
      id: "confirmEvent",
      summary: "confirm event",
      method: "DELETE",
      path: ITEM,
      routes: spellingsOf(ITEM),
      client: "required",
      responses: { 204: "Event acknowledged", 404: "no event available", 409: "invalid request" },
      handle: (call) => confirm(mediator, call),
    }),
  ];
}

async function pull(mediator: Mediator, call: Call, cursors: Cursors): Promise<Answer> {
  const visit = enterRoom(mediator, call);
  if (visit === undefined) throw notFound("there is no event");
  const event = await mediator.store.write((db) => {
    const subscription = requireSubscription(db, call, visit);
    const next = takeNext(db, subscription, cursors);
    if (next === undefined) return undefined;
    const found = firstRow<EventRow>(db, `SELECT ${EVENT_COLUMNS} FROM event WHERE id = ?`, next.event);
    const fields = { eventType: subscription.eventType, event: next.event, sequence: next.sequence };
    appendEntry(db, describePubSub("pullEvent", call, visit, fields));
    return found;
  });
  if (event === undefined) throw notFound("there is no event");
  return { status: 200, body: describeEvent(event) };
}

/**
 * With FIFO the oldest event until it is confirmed. Without, each pull hands out the one after the last, so that
 * several workers can share a subscription, and begins again at the oldest when all were handed out.
 */
function takeNext(db: DatabaseSync, subscription: SubscriptionRow, cursors: Cursors): Owed | undefined {
  if (subscription.fifo === 1) return oldestOwed(db, subscription.id, 0);
  const after = cursors.get(subscription.id) ?? 0;
  const next = oldestOwed(db, subscription.id, after) ?? oldestOwed(db, subscription.id, 0);
  if (next !== undefined) cursors.set(subscription.id, next.sequence);
  return next;
}

function oldestOwed(db: DatabaseSync, subscription: number, after: number): Owed | undefined {
  for (;;) {
    const owed = firstRow<Owed>(
      db,
      `SELECT sequence, event, expires_at AS expiresAt FROM delivery
       WHERE subscription = ? AND state = 'owed' AND sequence > ? ORDER BY sequence LIMIT 1`,
      subscription,
      after,
    );
    if (owed === undefined || owed.expiresAt > Date.now()) return owed;
    // Expired ones are taken out as they are met, so that nobody walks over them again.
    runSql(
      db,
      "UPDATE delivery SET state = 'expired' WHERE subscription = ? AND sequence = ?",
      subscription,
      owed.sequence,
    );
  }
}

async function confirm(mediator: Mediator, call: Call): Promise<Answer> {
  const visit = enterRoom(mediator, call);
  const missing = notFound("the caller was not given such an event");
  if (visit === undefined) throw missing;
  const subscription = await mediator.store.write((db) => {
    const found = requireSubscription(db, call, visit);
    const event = findEvent(db, visit.room, call.params);
    const owed =
      event &&
      firstRow<{ state: string; expiresAt: number }>(
        db,
        "SELECT state, expires_at AS expiresAt FROM delivery WHERE subscription = ? AND sequence = ?",
        found.id,
        event.sequence,
      );
    if (event === undefined || owed === undefined) throw missing;
    if (owed.state === "acknowledged") return found;
    if (owed.state !== "owed" || owed.expiresAt <= Date.now()) throw missing;
    if (found.fifo === 1 && oldestOwed(db, found.id, 0)?.event !== event.id)
      throw conflict("an event before this one is not confirmed yet");
    runSql(
      db,
      "UPDATE delivery SET state = 'acknowledged' WHERE subscription = ? AND sequence = ?",
      found.id,
      event.sequence,
    );
    const fields = { eventType: event.eventType, event: event.id };
    appendEntry(db, describePubSub("confirmEvent", call, visit, fields));
    return found;
  });
  mediator.delivery.wake(subscription.id);
  return { status: 204 };
}

function requireSubscription(db: DatabaseSync, call: Call, visit: Visit): SubscriptionRow {
  const found = findActive(db, visit, call.params["eventType"] ?? "");
  if (found === undefined) throw conflict("the caller is not subscribed to this event type");
  return found;
}
