import { createHash, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { formatIdentifier } from "../../charts/spi/index.ts";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, forbidden, notFound } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { enterRoom, requireRoom, type Visit } from "./access.ts";
import { schemaOf } from "./event-types.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import { describePubSub } from "./pub-sub-log.ts";
import { describeEvent, findEvent } from "./published.ts";
import { spellingsOf } from "./routes.ts";

const TYPE = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/pub/v1/{eventType}";
const ITEM = `${TYPE}/{eventId}`;

const publication = z.object({ eventType: z.string().min(1), event: z.record(z.string(), z.unknown()) });

type Publication = z.infer<typeof publication>;

/** The operations of publishers (IM PubSub API, tag pub). */
export function eventOperations(mediator: Mediator): Operation[] {
  return [
    defineOperation({
      id: "publishEvent",
      summary: "publish event",
      method: "POST",
      path: TYPE,
      routes: spellingsOf(TYPE),
      client: "required",
      body: publication,
      responses: { 201: "Event accepted for publishing", 400: "Invalid request", 404: "Unknown event type" },
      handle: (call) => publish(mediator, call),
    }),
    defineOperation({
      id: "getStatus",
      summary: "get published event status",
      method: "GET",
      path: ITEM,
      routes: spellingsOf(ITEM),
      client: "required",
      responses: { 200: "Event status", 404: "Event missing" },
      handle: (call) => {
        const visit = enterRoom(mediator, call);
        const event = mediator.store.read((db) => visit && findEvent(db, visit.room, call.params));
        if (event === undefined || event.stopped === 1) throw notFound("there is no such event in this room");
        return { status: 200, body: describeEvent(event) };
      },
    }),
    defineOperation({
      id: "deleteEvent",
      summary: "delete event publication",
      method: "DELETE",
      path: ITEM,
      routes: spellingsOf(ITEM),
      client: "required",
      responses: { 204: "Event processing stopped", 404: "Event missing" },
      handle: (call) => stop(mediator, call),
    }),
  ];
}

async function publish(mediator: Mediator, call: Call<Publication>): Promise<Answer> {
  const visit = requireRoom(mediator, call);
  const name = call.params["eventType"] ?? "";
  const missing = () => notFound(`there is no event type ${name} in this room`);
  const schema = mediator.store.read((db) => schemaOf(db, visit.room, name));
  if (schema === undefined) throw missing();
  if (call.body.eventType !== name) throw badRequest(`eventType in the body must be ${name}, as in the path`);
  const invalid = mediator.schemas.whyInvalid(schema, call.body.event);
  if (invalid !== undefined) throw badRequest(invalid);
  const { id, pushed } = await mediator.store.write((db) => {
    // The type may have been deleted, or made anew with another schema, since the event was checked.
    if (schemaOf(db, visit.room, name) !== schema) throw missing();
    return insertEvent(db, call, visit, name);
  });
  for (const subscription of pushed) mediator.delivery.wake(subscription);
  return { status: 201, body: { id } };
}

function insertEvent(
  db: DatabaseSync,
  call: Call<Publication>,
  visit: Visit,
  name: string,
): { id: string; pushed: number[] } {
  const id = randomUUID();
  const now = Date.now();
  const content = JSON.stringify(call.body.event);
  const { instance, memberClass, memberCode, application } = visit.client;
  const next = firstRow<{ sequence: number }>(
    db,
    "UPDATE event_type SET sequence = sequence + 1 WHERE room = ? AND name = ? RETURNING sequence",
    visit.room,
    name,
  );
  const sequence = next?.sequence ?? 1;
  runSql(
    db,
    "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
    ...[id, visit.room, name, sequence, instance, memberClass, memberCode, application, content],
    call.correlationId,
    now,
  );
  const subscriptions = runSql(
    db,
    `INSERT INTO delivery (subscription, sequence, event, state, expires_at, next_at, attempts)
     SELECT id, ?1, ?2, 'owed', ?3 + ttl * 1000, ?3, 0 FROM subscription
     WHERE room = ?4 AND event_type = ?5 AND present = 1`,
    sequence,
    id,
    now,
    visit.room,
    name,
  );
  const digest = createHash("sha256").update(content).digest("hex");
  const bytes = Buffer.byteLength(content);
  appendEntry(
    db,
    describePubSub("publishEvent", call, visit, {
      ...{ eventType: name, event: id, sequence, subscriptions, digest, bytes },
    }),
  );
  const pushed = allRows<{ id: number }>(
    db,
    "SELECT id FROM subscription WHERE room = ? AND event_type = ? AND present = 1 AND delivery = 'PUSH'",
    visit.room,
    name,
  );
  return { id, pushed: pushed.map((row) => row.id) };
}

/** Outside development only the publisher and the room itself may take an event back. */
async function stop(mediator: Mediator, call: Call): Promise<Answer> {
  const visit = enterRoom(mediator, call);
  const missing = notFound("there is no such event in this room");
  if (visit === undefined) throw missing;
  await mediator.store.write((db) => {
    const event = findEvent(db, visit.room, call.params);
    if (event === undefined) throw missing;
    const caller = formatIdentifier(visit.client);
    const publisher = [event.instance, event.class, event.code, event.application].join("/");
    if (mediator.environment !== "development" && caller !== publisher && caller !== visit.room)
      throw forbidden("only the publisher and the room itself may stop an event");
    if (event.stopped === 1) return;
    runSql(db, "UPDATE event SET stopped = 1 WHERE id = ?", event.id);
    runSql(db, "UPDATE delivery SET state = 'stopped' WHERE event = ? AND state = 'owed'", event.id);
    appendEntry(
      db,
      describePubSub("deleteEvent", call, visit, { eventType: event.eventType, event: event.id }),
    );
  });
  return { status: 204 };
}
