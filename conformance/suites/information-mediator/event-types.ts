import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectNoBody,
  expectRefused,
  expectShape,
  expectStatus,
  expectTruth,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { MALFORMED, roomRefusals } from "./event-refusals.ts";
import {
  BIRTH,
  createBirth,
  EVENTS,
  openBirthRoom,
  openRoom,
  pubSubApi,
  type Room,
  SCHEMA,
} from "./event-scene.ts";

const TYPES = "/api/v1/eventType";
const ONE = `${TYPES}/${BIRTH}`;

/** The specification has 204 for what is not defined, which may also be said of a room that is none. */
const NOTHING = [204, 400, 403, 404];

const eventType = z.looseObject({ eventType: z.string(), schema: z.looseObject({}) });

/** The names of the room's event types; 204 says that there are none. */
async function typesOf(room: Room): Promise<string[]> {
  const listed = await room.send("room", "GET", TYPES);
  expectStatus(listed, 200, 204);
  if (listed.status === 200) return expectShape(listed, z.array(z.string())).sort();
  expectNoBody(listed);
  return [];
}

/** The room has the event type with the schema of the checks, and no other. */
async function expectBirth(room: Room): Promise<void> {
  const seen = await room.send("room", "GET", ONE);
  expectStatus(seen, 200);
  expectMatches(expectShape(seen, eventType), { eventType: BIRTH, schema: SCHEMA }, "the event type", seen);
  expectEqual(await typesOf(room), [BIRTH], "the room's event types");
}

async function createsTypes(context: CheckContext): Promise<void> {
  const room = await openRoom(context);
  for (const name of [BIRTH, "newDeath"]) {
    const made = await room.send("room", "POST", TYPES, { json: { eventType: name, schema: SCHEMA } });
    context.cleanUp(async () => void (await room.send("room", "DELETE", `${TYPES}/${name}`)));
    expectStatus(made, 200);
    expectTruth(made, { eventType: name, schema: SCHEMA });
    const seen = await room.send("room", "GET", `${TYPES}/${name}`);
    expectStatus(seen, 200);
    expectMatches(expectShape(seen, eventType), { eventType: name, schema: SCHEMA }, "the event type", seen);
  }
  expectEqual(await typesOf(room), [BIRTH, "newDeath"], "the room's event types");
}

/** Creating event types. */
export const createTypeChecks = checksOf(
  "createEventType",
  pubSubApi("POST", TYPES),
  [
    positive("type-create", "A new event type can be seen with its schema, and is listed", createsTypes),
    positive("type-create-again", "The same event type sent twice is there once", async (context) => {
      const room = await openBirthRoom(context);
      const again = await room.send("room", "POST", TYPES, { json: { eventType: BIRTH, schema: SCHEMA } });
      expectStatus(again, 200, 409);
      await expectBirth(room);
    }),
    negative(
      "type-create-other",
      "An event type does not replace another one of the same name",
      async (context) => {
        const room = await openBirthRoom(context);
        const schema = { type: "object", properties: { father: { type: "string" } } };
        expectRefused(await room.send("room", "POST", TYPES, { json: { eventType: BIRTH, schema } }), 409);
        await expectBirth(room);
      },
    ),
    negative(
      "type-create-malformed",
      "Missing, cut off or wrongly shaped content is refused",
      async (context) => {
        const room = await openBirthRoom(context);
        for (const content of [...MALFORMED, { json: { eventType: "newDeath" } }])
          expectRefused(await room.send("room", "POST", TYPES, content), 400);
        await expectBirth(room);
      },
    ),
    ...roomRefusals("type-create", "POST", TYPES, { eventType: "newDeath", schema: SCHEMA }),
  ],
  EVENTS,
);

/** The event types of a room. */
export const listTypesChecks = checksOf(
  "getEventTypeList",
  pubSubApi("GET", TYPES),
  [
    positive("types", "The list holds the room's event types, before and after", async (context) => {
      const room = await openRoom(context);
      expectEqual(await typesOf(room), [], "the room's event types before");
      await createBirth(context, room);
      expectEqual(await typesOf(room), [BIRTH], "the room's event types");
      await room.send("room", "DELETE", ONE);
      expectEqual(await typesOf(room), [], "the room's event types afterwards");
    }),
    ...roomRefusals("types", "GET", TYPES, undefined, NOTHING),
  ],
  EVENTS,
);

/** One event type. */
export const getTypeChecks = checksOf(
  "getEventType",
  pubSubApi("GET", `${TYPES}/{eventType}`),
  [
    positive("type", "An event type is given with its name and schema", async (context) => {
      await expectBirth(await openBirthRoom(context));
    }),
    positive(
      "type-again",
      "An event type made anew under its old name has its new schema",
      async (context) => {
        const room = await openBirthRoom(context);
        await expectBirth(room);
        await room.send("room", "DELETE", ONE);
        const schema = { type: "object", properties: { father: { type: "string" } } };
        expectStatus(await room.send("room", "POST", TYPES, { json: { eventType: BIRTH, schema } }), 200);
        const seen = await room.send("room", "GET", ONE);
        expectStatus(seen, 200);
        expectMatches(expectShape(seen, eventType), { eventType: BIRTH, schema }, "the event type", seen);
      },
    ),
    negative("type-unknown", "Of an event type that does not exist nothing is given", async (context) => {
      const room = await openBirthRoom(context);
      const seen = await room.send("room", "GET", `${TYPES}/newDeath`);
      expectStatus(seen, 204);
      expectNoBody(seen);
    }),
    ...roomRefusals("type", "GET", ONE, undefined, NOTHING),
  ],
  EVENTS,
);

/** Deleting event types. */
export const deleteTypeChecks = checksOf(
  "deleteEventType",
  pubSubApi("DELETE", `${TYPES}/{eventType}`),
  [
    positive(
      "type-delete",
      "A deleted event type is gone, and nothing can be published of it",
      async (context) => {
        const room = await openBirthRoom(context);
        const deleted = await room.send("room", "DELETE", ONE);
        expectStatus(deleted, 204);
        expectNoBody(deleted);
        expectStatus(await room.send("room", "GET", ONE), 204);
        expectEqual(await typesOf(room), [], "the room's event types");
        const json = { eventType: BIRTH, event: { mother: "Ada" } };
        expectRefused(await room.send("publisher", "POST", `/pub/v1/${BIRTH}`, { json }), 404);
      },
    ),
    negative(
      "type-delete-unknown",
      "An event type that does not exist cannot be deleted",
      async (context) => {
        const room = await openBirthRoom(context);
        expectRefused(await room.send("room", "DELETE", `${TYPES}/newDeath`), 404);
        await expectBirth(room);
      },
    ),
    ...roomRefusals("type-delete", "DELETE", ONE),
  ],
  EVENTS,
);
