import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "../../check.ts";
import { expectNoBody, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { roomRefusals } from "./event-refusals.ts";
import {
  BIRTH,
  EVENTS,
  expectNext,
  openBirthRoom,
  publish,
  pubSubApi,
  type Room,
  subscribe,
  type Visitor,
} from "./event-scene.ts";

const PULL = `/pull/v1/${BIRTH}`;
const NOBODY = "00000000-0000-4000-8000-000000000000";

async function confirm(room: Room, visitor: Visitor, id: string): Promise<void> {
  const confirmed = await room.send(visitor, "DELETE", `${PULL}/${id}`);
  expectStatus(confirmed, 204);
  expectNoBody(confirmed);
}

async function keepsOrder(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await subscribe(room, "subscriber", "PULL", { FIFO: true });
  const events = [];
  for (const mother of ["Ada", "Ben", "Cyd"]) events.push({ id: await publish(room, mother), mother });
  for (const event of events) {
    await expectNext(room, "subscriber", event);
    await confirm(room, "subscriber", event.id);
  }
  await expectNext(room, "subscriber", undefined);
}

async function expires(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await subscribe(room, "subscriber", "PULL", { TTL: 1 });
  await subscribe(room, "second", "PULL", { TTL: 600 });
  const event = { id: await publish(room, "Ada"), mother: "Ada" };
  await delay(1100);
  await expectNext(room, "subscriber", undefined);
  await expectNext(room, "second", event);
}

/** Fetching events. */
export const pullChecks = checksOf(
  "pullEvent",
  pubSubApi("GET", "/pull/v1/{eventType}"),
  [
    positive(
      "pull",
      "An event is given completely, again and again until it is confirmed",
      async (context) => {
        const room = await openBirthRoom(context);
        await subscribe(room, "subscriber", "PULL");
        await expectNext(room, "subscriber", undefined);
        const event = { id: await publish(room, "Ada"), mother: "Ada" };
        for (const _ of ["first", "again"]) await expectNext(room, "subscriber", event);
        await confirm(room, "subscriber", event.id);
        await expectNext(room, "subscriber", undefined);
      },
    ),
    positive("pull-in-order", "In order, events are given as they were published", keepsOrder),
    positive(
      "pull-expired",
      "An event that waited longer than its subscriber wants is not given any more",
      expires,
    ),
    negative("pull-unsubscribed", "Who has not subscribed gets nothing", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "subscriber", "PULL");
      const event = { id: await publish(room, "Ada"), mother: "Ada" };
      expectRefused(await room.send("second", "GET", PULL), 404, 409);
      await expectNext(room, "subscriber", event);
    }),
    negative("pull-late", "Who subscribes later gets nothing of what was before", async (context) => {
      const room = await openBirthRoom(context);
      await publish(room, "Ada");
      await subscribe(room, "subscriber", "PULL");
      await expectNext(room, "subscriber", undefined);
    }),
    ...roomRefusals("pull", "GET", PULL),
  ],
  EVENTS,
);

/** Confirming events. */
export const confirmChecks = checksOf(
  "confirmEvent",
  pubSubApi("DELETE", "/pull/v1/{eventType}/{eventId}"),
  [
    positive(
      "confirm",
      "A confirmed event is not given again to its subscriber, but to the others",
      async (context) => {
        const room = await openBirthRoom(context);
        for (const visitor of ["subscriber", "second"] as const) await subscribe(room, visitor, "PULL");
        const event = { id: await publish(room, "Ada"), mother: "Ada" };
        await confirm(room, "subscriber", event.id);
        await expectNext(room, "subscriber", undefined);
        await expectNext(room, "second", event);
      },
    ),
    negative("confirm-unknown", "An event that does not exist cannot be confirmed", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "subscriber", "PULL");
      const event = { id: await publish(room, "Ada"), mother: "Ada" };
      expectRefused(await room.send("subscriber", "DELETE", `${PULL}/${NOBODY}`), 404);
      await expectNext(room, "subscriber", event);
    }),
    negative("confirm-unsubscribed", "Who has not subscribed cannot confirm for others", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "subscriber", "PULL");
      const event = { id: await publish(room, "Ada"), mother: "Ada" };
      expectRefused(await room.send("second", "DELETE", `${PULL}/${event.id}`), 404, 409);
      await expectNext(room, "subscriber", event);
    }),
    ...roomRefusals("confirm", "DELETE", `${PULL}/${NOBODY}`),
  ],
  EVENTS,
);
