import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectMatches, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { APPLICATION, type TestMember } from "./member.ts";
import { addMember } from "./test-members.ts";

/** The file of the PubSub API, and a path in it, as a check's section names them. */
export const pubSubApi = (method: string, path: string): string =>
  `GovStack_IM_PubSub_API.yaml, ${method} ${APPLICATION}${path}`;

/** Pub/sub is optional in the specification, and recommended. Its rooms are test members' applications. */
export const EVENTS = { level: "RECOMMENDED" } as const;

/** The event type of the checks. */
export const BIRTH = "newBirth";

/** What an event of that type must look like. */
export const SCHEMA = {
  type: "object",
  properties: { mother: { type: "string" }, weight: { type: "number" } },
  required: ["mother"],
};

/** The applications of an event room's member. */
export type Visitor = "room" | "publisher" | "subscriber" | "second";

/** A room of one check's own. */
export interface Room {
  readonly made: TestMember;
  /** Calls an operation below the room's path, as one of the member's applications; `null` does not say who calls. */
  send(
    visitor: Visitor | null,
    method: NonNullable<HttpRequest["method"]>,
    below: string,
    content?: Pick<HttpRequest, "json" | "text" | "headers">,
  ): Promise<Exchange>;
}

/**
 * A room `room` with three visitors. Their rights, and the address to which events are pushed, are those of the
 * applications' services `events` (docs/adr/0005): the specification's subscription has no address.
 */
export async function openRoom(context: CheckContext): Promise<Room> {
  const made = await addMember(context, describeRoom);
  return {
    made,
    send: (visitor, method, below, content = {}) =>
      context.http.send({
        ...content,
        method,
        path: `${made.path("room")}${below}`,
        client: visitor === null ? null : made.identifier(visitor),
      }),
  };
}

function describeRoom({ described, name }: TestMember): TestMember["described"] {
  const service = described.applications?.[0]?.services?.[0];
  if (service === undefined) return described;
  const visitors = ["publisher", "subscriber", "second"];
  const events = (rights: readonly string[]) => ({
    ...service,
    id: "events",
    rights: rights.map((application) => ({ member: name, application })),
  });
  return {
    ...described,
    applications: [
      { id: "room", connection: "http", services: [events(visitors)] },
      ...visitors.map((id) => ({ id, connection: "http", services: [events(["room"])] })),
    ],
  };
}

/** Creates the event type, and deletes it when the check is over. */
export async function createBirth(context: CheckContext, room: Room): Promise<void> {
  context.cleanUp(async () => {
    expectStatus(await room.send("room", "DELETE", `/api/v1/eventType/${BIRTH}`), 204, 404);
  });
  const json = { eventType: BIRTH, schema: SCHEMA };
  expectStatus(await room.send("room", "POST", "/api/v1/eventType", { json }), 200);
}

/** A room with the event type. */
export async function openBirthRoom(context: CheckContext): Promise<Room> {
  const room = await openRoom(context);
  await createBirth(context, room);
  return room;
}

/** Subscribes a visitor to the event type. */
export async function subscribe(
  room: Room,
  visitor: Visitor,
  delivery: "PULL" | "PUSH",
  options: { TTL?: number; FIFO?: boolean } = {},
): Promise<void> {
  const json = { eventType: BIRTH, delivery, options };
  expectStatus(await room.send(visitor, "POST", `/api/v1/subs/${BIRTH}`, { json }), 200);
}

const published = z.looseObject({ id: z.uuid() });

/** Publishes an event about this mother, and gives its id. */
export async function publish(room: Room, mother: string): Promise<string> {
  const json = { eventType: BIRTH, event: { mother, weight: 3200 } };
  const answer = await room.send("publisher", "POST", `/pub/v1/${BIRTH}`, { json });
  expectStatus(answer, 201);
  return expectShape(answer, published).id;
}

/** An event with all that the specification documents of it. */
export const eventItem = z.looseObject({
  id: z.uuid(),
  sequence: z.int(),
  publisherId: z.looseObject({
    instanceId: z.string(),
    memberClass: z.string(),
    memberCode: z.string(),
    applicationCode: z.string(),
  }),
  eventType: z.string(),
  event: z.looseObject({}),
});

/** The event is the one about this mother, and says who published it. */
export function expectEvent(
  item: z.infer<typeof eventItem>,
  room: Room,
  wanted: { readonly id: string; readonly mother: string },
  exchange?: Exchange,
): void {
  const publisherId = {
    instanceId: room.made.instance,
    memberClass: "TEST",
    memberCode: room.made.code,
    applicationCode: "publisher",
  };
  const event = { mother: wanted.mother, weight: 3200 };
  expectMatches(item, { id: wanted.id, eventType: BIRTH, event }, "the event", exchange);
  expectMatches(item.publisherId, publisherId, "the event's publisher", exchange);
}

/** Fetches the next event of a subscriber and holds it against the one wanted; undefined: there is none. */
export async function expectNext(
  room: Room,
  visitor: Visitor,
  wanted: { readonly id: string; readonly mother: string } | undefined,
): Promise<void> {
  const pulled = await room.send(visitor, "GET", `/pull/v1/${BIRTH}`);
  expectStatus(pulled, wanted === undefined ? 404 : 200);
  if (wanted !== undefined) expectEvent(expectShape(pulled, eventItem), room, wanted, pulled);
}
