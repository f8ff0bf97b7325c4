import type { CheckContext } from "../../check.ts";
import { expectRefused, expectStatus, expectTruth } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { MALFORMED, roomRefusals } from "./event-refusals.ts";
import { BIRTH, EVENTS, openBirthRoom, pubSubApi } from "./event-scene.ts";

import {
  DETAILS,
  described,
  expectNotSubscribed,
  expectSubscribed,
  ONE,
  SUBS,
} from "./subscription-scene.ts";

async function subscribes(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await expectNotSubscribed(room, "subscriber");
  for (const visitor of ["subscriber", "second"] as const) {
    const added = await room.send(visitor, "POST", ONE, described(DETAILS));
    expectStatus(added, 200);
    expectTruth(added, await expectSubscribed(room, visitor, DETAILS));
  }
}

/** Subscribing. */
export const addSubChecks = checksOf(
  "addSub",
  pubSubApi("POST", `${SUBS}/{eventType}`),
  [
    positive("subscribe", "A subscription can be seen by its subscriber as it was made", subscribes),
    positive(
      "subscribe-plainly",
      "What is not said is as the specification has it: push, one hour, no order",
      async (context) => {
        const room = await openBirthRoom(context);
        expectStatus(await room.send("subscriber", "POST", ONE, { json: { eventType: BIRTH } }), 200);
        await expectSubscribed(room, "subscriber", { delivery: "PUSH", TTL: 3600, FIFO: false });
      },
    ),
    positive("subscribe-again", "The same subscription sent twice is there once", async (context) => {
      const room = await openBirthRoom(context);
      await room.send("subscriber", "POST", ONE, described(DETAILS));
      expectStatus(await room.send("subscriber", "POST", ONE, described(DETAILS)), 200, 409);
      await expectSubscribed(room, "subscriber", DETAILS);
    }),
    negative(
      "subscribe-otherwise",
      "A second subscription to the same events is refused",
      async (context) => {
        const room = await openBirthRoom(context);
        await room.send("subscriber", "POST", ONE, described(DETAILS));
        const refused = await room.send(
          "subscriber",
          "POST",
          ONE,
          described({ ...DETAILS, delivery: "PUSH" }),
        );
        expectRefused(refused, 409);
        await expectSubscribed(room, "subscriber", DETAILS);
      },
    ),
    negative("subscribe-unknown-type", "Nobody can subscribe to what does not exist", async (context) => {
      const room = await openBirthRoom(context);
      const json = { eventType: "newDeath", delivery: "PULL" };
      expectRefused(await room.send("subscriber", "POST", `${SUBS}/newDeath`, { json }), 400, 404);
      await expectNotSubscribed(room, "subscriber");
    }),
    negative("subscribe-malformed", "Cut off or wrongly shaped content is refused", async (context) => {
      const room = await openBirthRoom(context);
      for (const content of MALFORMED.slice(1))
        expectRefused(await room.send("subscriber", "POST", ONE, content), 400);
      await expectNotSubscribed(room, "subscriber");
    }),
    ...roomRefusals("subscribe", "POST", ONE, { eventType: BIRTH, delivery: "PULL" }),
  ],
  EVENTS,
);
