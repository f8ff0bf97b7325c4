import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { canonicalJson } from "../canonical-json.ts";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { enterRoom, requireRoom } from "./access.ts";
import { isCode } from "./imconf.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import { describePubSub } from "./pub-sub-log.ts";
import { spellingsOf } from "./routes.ts";

const LIST = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/api/v1/eventType";
const ITEM = `${LIST}/{eventType}`;

/** The specification types the schema as an object, and its example is a text that holds one: both are read. */
const eventType = z.object({
  eventType: z.string().refine(isCode, { error: "must be 1 to 255 letters, digits, spaces or _ . ~ -" }),
  schema: z.union([z.record(z.string(), z.unknown()), z.string()]).transform((given, context) => {
    const schema = typeof given === "string" ? readJson(given) : given;
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return canonicalJson(schema);
    context.addIssue({ code: "custom", message: "must be a JSON Schema as an object" });
    return z.NEVER;
  }),
});

type EventTypeBody = z.infer<typeof eventType>;

/** An event type of a room. */
interface EventTypeRow {
  readonly name: string;
  readonly schema: string;
  readonly present: number;
}

/** The operations of a room's manager (IM PubSub API, tag admin). */
export function eventTypeOperations(mediator: Mediator): Operation[] {
  const { store } = mediator;
  return [
    defineOperation({
      id: "createEventType",
      summary: "create event type",
      method: "POST",
      path: LIST,
      routes: spellingsOf(LIST),
      client: "required",
      body: eventType,
      responses: { 200: "Event type created", 400: "Invalid request", 409: "Event type already exists" },
      handle: (call) => create(mediator, call),
    }),
    defineOperation({
      id: "getEventTypeList",
      summary: "get list of event types",
      method: "GET",
      path: LIST,
      routes: spellingsOf(LIST),
      client: "required",
      responses: { 200: "Event type list", 204: "Event types does not defined" },
      handle: (call) => {
        const visit = enterRoom(mediator, call);
        const names = store.read((db) => (visit === undefined ? [] : listTypes(db, visit.room)));
        return names.length === 0 ? { status: 204 } : { status: 200, body: names };
      },
    }),
    defineOperation({
      id: "getEventType",
      summary: "get event type details",
      method: "GET",
      path: ITEM,
      routes: spellingsOf(ITEM),
      client: "required",
      responses: { 200: "Event type details", 204: "Event type does not defined" },
      handle: (call) => {
        const visit = enterRoom(mediator, call);
        const schema = store.read((db) => visit && schemaOf(db, visit.room, call.params["eventType"] ?? ""));
        if (schema === undefined) return { status: 204 };
        return { status: 200, body: { eventType: call.params["eventType"], schema: JSON.parse(schema) } };
      },
    }),
    defineOperation({
      id: "deleteEventType",
      summary: "delete event type",
      method: "DELETE",
      path: ITEM,
      routes: spellingsOf(ITEM),
      client: "required",
      responses: { 204: "Event type deleted", 404: "Event type missing" },
      handle: (call) => remove(mediator, call),
    }),
  ];
}

/** The schema of an event type that a room has now, as canonical JSON. */
export function schemaOf(db: DatabaseSync, room: string, name: string): string | undefined {
  const row = findType(db, room, name);
  return row?.present === 1 ? row.schema : undefined;
}

/** Adds an event type; false where a room has it with another schema. The number of its last event goes on. */
export function addType(db: DatabaseSync, room: string, name: string, schema: string): boolean {
  const known = findType(db, room, name);
  if (known?.present === 1) return known.schema === schema;
  runSql(
    db,
    `INSERT INTO event_type (room, name, schema, sequence, present) VALUES (?, ?, ?, 0, 1)
     ON CONFLICT (room, name) DO UPDATE SET schema = excluded.schema, present = 1`,
    room,
    name,
    schema,
  );
  return true;
}

async function create(mediator: Mediator, call: Call<EventTypeBody>): Promise<Answer> {
  const visit = requireRoom(mediator, call);
  const { eventType: name, schema } = call.body;
  const unusable = mediator.schemas.whyUnusable(schema);
  if (unusable !== undefined) throw badRequest(unusable);
  await mediator.store.write((db) => {
    if (!addType(db, visit.room, name, schema))
      throw conflict(`the event type ${name} exists with another schema`);
    appendEntry(db, describePubSub("createEventType", call, visit, { eventType: name }));
  });
  return { status: 200, body: { eventType: name, schema: JSON.parse(schema) } };
}

/** Subscriptions to the type end with it, and what they are still owed. */
async function remove(mediator: Mediator, call: Call): Promise<Answer> {
  const visit = enterRoom(mediator, call);
  const name = call.params["eventType"] ?? "";
  const missing = notFound(`there is no event type ${name} in this room`);
  if (visit === undefined) throw missing;
  await mediator.store.write((db) => {
    const known = findType(db, visit.room, name);
    if (known === undefined) throw missing;
    if (known.present === 0) return;
    runSql(db, "UPDATE event_type SET present = 0 WHERE room = ? AND name = ?", visit.room, name);
    runSql(
      db,
      `UPDATE delivery SET state = 'stopped' WHERE state = 'owed' AND subscription IN
       (SELECT id FROM subscription WHERE room = ? AND event_type = ?)`,
      visit.room,
      name,
    );
    runSql(db, "UPDATE subscription SET present = 0 WHERE room = ? AND event_type = ?", visit.room, name);
    appendEntry(db, describePubSub("deleteEventType", call, visit, { eventType: name }));
  });
  return { status: 204 };
}

function findType(db: DatabaseSync, room: string, name: string): EventTypeRow | undefined {
  return firstRow<EventTypeRow>(
    db,
    "SELECT name, schema, present FROM event_type WHERE room = ? AND name = ?",
    room,
    name,
  );
}

function listTypes(db: DatabaseSync, room: string): string[] {
  return allRows<EventTypeRow>(
    db,
    "SELECT name FROM event_type WHERE room = ? AND present = 1 ORDER BY name",
    room,
  ).map(({ name }) => name);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
