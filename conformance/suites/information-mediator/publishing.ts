import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectNoBody,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { MALFORMED, roomRefusals } from "./event-refusals.ts";
import {
  BIRTH,
  EVENTS,
  eventItem,
  expectEvent,
  expectNext,
  openBirthRoom,
  publish,
  pubSubApi,
  subscribe,
} from "./event-scene.ts";

const PUB = `/pub/v1/${BIRTH}`;
const NOBODY = "00000000-0000-4000-8000-000000000000";
const birth = (mother: string) => ({ eventType: BIRTH, event: { mother } });

async function publishes(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await subscribe(room, "subscriber", "PULL", { FIFO: true });
  const first = { id: await publish(room, "Ada"), mother: "Ada" };
  const second = { id: await publish(room, "Ben"), mother: "Ben" };
  expectTrue(first.id !== second.id, "two events have the same id");
  await expectNext(room, "subscriber", first);
  expectStatus(await room.send("subscriber", "DELETE", `/pull/v1/${BIRTH}/${first.id}`), 204);
  await expectNext(room, "subscriber", second);
}

/** Publishing events. */
export const publishChecks = checksOf(
  "publishEvent",
  pubSubApi("POST", "/pub/v1/{eventType}"),
  [
    positive("publish", "A published event gets an id of its own and reaches its subscriber", publishes),
    positive("publish-same-content", "Two events of the same content are two events", async (context) => {
      const room = await openBirthRoom(context);
      const ids = [await publish(room, "Ada"), await publish(room, "Ada")];
      for (const id of ids) expectStatus(await room.send("publisher", "GET", `${PUB}/${id}`), 200);
      expectEqual(new Set(ids).size, 2, "the number of ids");
    }),
    negative("publish-unknown-type", "An event of a type that does not exist is refused", async (context) => {
      const room = await openBirthRoom(context);
      const json = { ...birth("Ada"), eventType: "newDeath" };
      expectRefused(await room.send("publisher", "POST", "/pub/v1/newDeath", { json }), 404);
    }),
    negative(
      "publish-malformed",
      "Missing, cut off or wrongly shaped content is refused, and reaches nobody",
      async (context) => {
        const room = await openBirthRoom(context);
        await subscribe(room, "subscriber", "PULL");
        for (const content of [...MALFORMED, { json: { eventType: BIRTH } }])
          expectRefused(await room.send("publisher", "POST", PUB, content), 400);
        await expectNext(room, "subscriber", undefined);
      },
    ),
    negative(
      "publish-against-schema",
      "An event that does not fit its type's schema is refused, and reaches nobody",
      async (context) => {
        const room = await openBirthRoom(context);
        await subscribe(room, "subscriber", "PULL");
        const json = { eventType: BIRTH, event: { weight: "heavy" } };
        expectRefused(await room.send("publisher", "POST", PUB, { json }), 400);
        await expectNext(room, "subscriber", undefined);
      },
    ),
    ...roomRefusals("publish", "POST", PUB, birth("Ada")),
  ],
  EVENTS,
);

/** What became of an event. */
export const statusOfEventChecks = checksOf(
  "getStatus",
  pubSubApi("GET", "/pub/v1/{eventType}/{eventId}"),
  [
    positive(
      "event-status",
      "A published event can be seen completely, with its publisher",
      async (context) => {
        const room = await openBirthRoom(context);
        const sequences: number[] = [];
        for (const mother of ["Ada", "Ben"]) {
          const id = await publish(room, mother);
          const seen = await room.send("publisher", "GET", `${PUB}/${id}`);
          expectStatus(seen, 200);
          const item = expectShape(seen, eventItem);
          expectEvent(item, room, { id, mother }, seen);
          sequences.push(item.sequence);
        }
        expectTrue(
          (sequences[0] ?? 0) < (sequences[1] ?? 0),
          "the second event has no higher number than the first",
        );
      },
    ),
    negative("event-status-unknown", "An event that does not exist is not found", async (context) => {
      const room = await openBirthRoom(context);
      await publish(room, "Ada");
      expectRefused(await room.send("publisher", "GET", `${PUB}/${NOBODY}`), 404);
      expectRefused(await room.send("publisher", "GET", `${PUB}/no-id`), 400, 404);
    }),
    ...roomRefusals("event-status", "GET", `${PUB}/${NOBODY}`),
  ],
  EVENTS,
);

/** Withdrawing events. */
export const deleteEventChecks = checksOf(
  "deleteEvent",
  pubSubApi("DELETE", "/pub/v1/{eventType}/{eventId}"),
  [
    positive(
      "event-withdraw",
      "A withdrawn event reaches nobody any more; the others do",
      async (context) => {
        const room = await openBirthRoom(context);
        await subscribe(room, "subscriber", "PULL", { FIFO: true });
        const withdrawn = await publish(room, "Ada");
        const kept = { id: await publish(room, "Ben"), mother: "Ben" };
        await expectNext(room, "subscriber", { id: withdrawn, mother: "Ada" });
        const deleted = await room.send("publisher", "DELETE", `${PUB}/${withdrawn}`);
        expectStatus(deleted, 204);
        expectNoBody(deleted);
        await expectNext(room, "subscriber", kept);
      },
    ),
    negative(
      "event-withdraw-unknown",
      "An event that does not exist cannot be withdrawn",
      async (context) => {
        const room = await openBirthRoom(context);
        await subscribe(room, "subscriber", "PULL");
        const kept = { id: await publish(room, "Ada"), mother: "Ada" };
        expectRefused(await room.send("publisher", "DELETE", `${PUB}/${NOBODY}`), 404);
        await expectNext(room, "subscriber", kept);
      },
    ),
    ...roomRefusals("event-withdraw", "DELETE", `${PUB}/${NOBODY}`),
  ],
  EVENTS,
);
