import { expectRefused } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { roomRefusals } from "./event-refusals.ts";
import { EVENTS, openBirthRoom, pubSubApi, subscribe } from "./event-scene.ts";

import {
  DETAILS,
  described,
  expectNotSubscribed,
  expectSubscribed,
  ONE,
  SUBS,
} from "./subscription-scene.ts";

/** One's own subscriptions. */
export const listSubChecks = checksOf(
  "listSub",
  pubSubApi("GET", SUBS),
  [
    positive(
      "subscriptions",
      "The list holds the caller's own subscriptions, before and after",
      async (context) => {
        const room = await openBirthRoom(context);
        await expectNotSubscribed(room, "subscriber");
        await subscribe(room, "subscriber", "PULL", { TTL: 600, FIFO: true });
        await expectSubscribed(room, "subscriber", DETAILS);
      },
    ),
    negative("subscriptions-of-others", "Nobody sees the subscriptions of others", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "second", "PULL");
      await expectNotSubscribed(room, "subscriber");
    }),
    ...roomRefusals("subscriptions", "GET", SUBS),
  ],
  EVENTS,
);

/** One subscription. */
export const getSubChecks = checksOf(
  "getSub",
  pubSubApi("GET", `${SUBS}/{eventType}`),
  [
    positive("subscription", "A subscription is given completely, and as it is now", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "subscriber", "PULL", { TTL: 600, FIFO: true });
      await expectSubscribed(room, "subscriber", DETAILS);
      await room.send("subscriber", "PATCH", ONE, described({ ...DETAILS, TTL: 60 }));
      await expectSubscribed(room, "subscriber", { ...DETAILS, TTL: 60 });
    }),
    negative("subscription-of-others", "Nobody sees the subscription of another", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "second", "PULL");
      expectRefused(await room.send("subscriber", "GET", ONE), 404);
    }),
    ...roomRefusals("subscription", "GET", ONE),
  ],
  EVENTS,
);
