import { z } from "zod";
import { expectEqual, expectMatches, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import { BIRTH, type Room, type Visitor } from "./event-scene.ts";

/** The path of one's own subscriptions, below the room's. */
export const SUBS = "/api/v1/subs";
/** The path of the subscription to the event type of the checks. */
export const ONE = `${SUBS}/${BIRTH}`;

const subscription = z.looseObject({
  id: z.uuid(),
  subscriberId: z.looseObject({
    instanceId: z.string(),
    memberClass: z.string(),
    memberCode: z.string(),
    applicationCode: z.string(),
  }),
  eventType: z.string(),
  delivery: z.enum(["PUSH", "PULL"]),
  options: z.looseObject({ TTL: z.int(), FIFO: z.boolean() }),
});

/** What a subscriber may choose. */
export interface Details {
  readonly delivery: "PUSH" | "PULL";
  readonly TTL: number;
  readonly FIFO: boolean;
}

/** What the subscribers of the checks choose. */
export const DETAILS: Details = { delivery: "PULL", TTL: 600, FIFO: true };

/** The subscription is the visitor's own, with these details. */
function expectDetails(
  item: z.infer<typeof subscription>,
  room: Room,
  visitor: Visitor,
  details: Details,
): void {
  const { instance, code } = room.made;
  const subscriber = {
    instanceId: instance,
    memberClass: "TEST",
    memberCode: code,
    applicationCode: visitor,
  };
  const { delivery, ...options } = details;
  expectMatches(item, { eventType: BIRTH, delivery }, "the subscription");
  expectMatches(item.subscriberId, subscriber, "the subscriber");
  expectMatches(item.options, options, "the subscription's options");
}

/** The visitor's subscription is there, alone and with these details, also in the list of its subscriptions. */
export async function expectSubscribed(
  room: Room,
  visitor: Visitor,
  details: Details,
): Promise<z.infer<typeof subscription>> {
  const seen = await room.send(visitor, "GET", ONE);
  expectStatus(seen, 200);
  const item = expectShape(seen, subscription);
  expectDetails(item, room, visitor, details);
  const listed = await room.send(visitor, "GET", SUBS);
  expectStatus(listed, 200);
  const items = expectShape(listed, z.array(subscription));
  expectEqual(
    items.map((one) => one.id),
    [item.id],
    "the ids of the visitor's subscriptions",
    listed,
  );
  for (const one of items) expectDetails(one, room, visitor, details);
  return item;
}

/** The visitor has no subscription: 404 also says that the list is empty. */
export async function expectNotSubscribed(room: Room, visitor: Visitor): Promise<void> {
  expectRefused(await room.send(visitor, "GET", ONE), 404);
  const listed = await room.send(visitor, "GET", SUBS);
  expectStatus(listed, 200, 404);
  if (listed.status === 200) expectEqual(listed.json, [], "the visitor's subscriptions", listed);
}

/** A subscription as it is written. */
export const described = ({ delivery, TTL, FIFO }: Details) => ({
  json: { eventType: BIRTH, delivery, options: { TTL, FIFO } },
});
