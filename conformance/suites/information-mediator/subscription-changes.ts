import { expectNoBody, expectRefused, expectStatus, expectTruth } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { MALFORMED, roomRefusals } from "./event-refusals.ts";
import { BIRTH, EVENTS, openBirthRoom, publish, pubSubApi, subscribe } from "./event-scene.ts";

import {
  DETAILS,
  described,
  expectNotSubscribed,
  expectSubscribed,
  ONE,
  SUBS,
} from "./subscription-scene.ts";

/** Changing a subscription. */
export const patchSubChecks = checksOf(
  "patchSub",
  pubSubApi("PATCH", `${SUBS}/{eventType}`),
  [
    positive("subscription-change", "What is written changes; what is not, stays", async (context) => {
      const room = await openBirthRoom(context);
      await subscribe(room, "subscriber", "PUSH", { TTL: 600, FIFO: true });
      for (const TTL of [60, 120]) {
        const json = { eventType: BIRTH, delivery: "PULL", options: { TTL } };
        const changed = await room.send("subscriber", "PATCH", ONE, { json });
        expectStatus(changed, 201);
        expectTruth(
          changed,
          await expectSubscribed(room, "subscriber", { delivery: "PULL", TTL, FIFO: true }),
        );
      }
    }),
    negative(
      "subscription-change-unknown",
      "A subscription that does not exist cannot be changed",
      async (context) => {
        const room = await openBirthRoom(context);
        expectRefused(await room.send("subscriber", "PATCH", ONE, described(DETAILS)), 404);
        await expectNotSubscribed(room, "subscriber");
      },
    ),
    negative(
      "subscription-change-malformed",
      "Missing, cut off or wrongly shaped content is refused",
      async (context) => {
        const room = await openBirthRoom(context);
        await subscribe(room, "subscriber", "PULL", { TTL: 600, FIFO: true });
        for (const content of MALFORMED)
          expectRefused(await room.send("subscriber", "PATCH", ONE, content), 400);
        await expectSubscribed(room, "subscriber", DETAILS);
      },
    ),
    ...roomRefusals("subscription-change", "PATCH", ONE, { eventType: BIRTH, delivery: "PULL" }),
  ],
  EVENTS,
);

/** Cancelling a subscription. */
export const deleteSubChecks = checksOf(
  "deleteSub",
  pubSubApi("DELETE", `${SUBS}/{eventType}`),
  [
    positive(
      "unsubscribe",
      "A cancelled subscription is gone, and its events with it; those of others stay",
      async (context) => {
        const room = await openBirthRoom(context);
        for (const visitor of ["subscriber", "second"] as const)
          await room.send(visitor, "POST", ONE, described(DETAILS));
        const cancelled = await room.send("subscriber", "DELETE", ONE);
        expectStatus(cancelled, 204);
        expectNoBody(cancelled);
        await expectNotSubscribed(room, "subscriber");
        await publish(room, "Ada");
        expectRefused(await room.send("subscriber", "GET", `/pull/v1/${BIRTH}`), 404, 409);
        await expectSubscribed(room, "second", DETAILS);
      },
    ),
    negative(
      "unsubscribe-unknown",
      "A subscription that does not exist cannot be cancelled",
      async (context) => {
        const room = await openBirthRoom(context);
        await room.send("second", "POST", ONE, described(DETAILS));
        expectRefused(await room.send("subscriber", "DELETE", ONE), 404);
        await expectSubscribed(room, "second", DETAILS);
      },
    ),
    ...roomRefusals("unsubscribe", "DELETE", ONE),
  ],
  EVENTS,
);
