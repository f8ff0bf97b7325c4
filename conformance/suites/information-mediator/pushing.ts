import { setTimeout as delay } from "node:timers/promises";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  BIRTH,
  EVENTS,
  eventItem,
  expectEvent,
  openBirthRoom,
  publish,
  pubSubApi,
  type Room,
  subscribe,
} from "./event-scene.ts";

const SECTION = pubSubApi("POST", "/api/v1/subs/{eventType} (delivery: PUSH)");
const ARRIVAL_MS = 4000;
const SILENCE_MS = 60;

interface Event {
  readonly id: string;
  readonly mother: string;
}

function sinkOf(context: CheckContext): CallbackSink {
  if (context.sink === undefined) throw new NotApplicable("there is no sink for the deliveries");
  return context.sink;
}

function idOf(call: Received): unknown {
  try {
    return (JSON.parse(call.body) as { id?: unknown } | null)?.id;
  } catch {
    return undefined;
  }
}

/** The next delivery, which must be this event, complete and as JSON. */
async function expectDelivered(context: CheckContext, room: Room, event: Event): Promise<void> {
  const call = await sinkOf(context).next(room.made.mark, () => true, ARRIVAL_MS);
  if (call === undefined) throw new Unmet("an event was not delivered to its subscriber");
  expectEqual(call.method, "POST", "the method of the delivery");
  expectEqual(
    call.headers["content-type"]?.split(";")[0]?.trim(),
    "application/json",
    "the type of the delivery",
  );
  expectEqual(idOf(call), event.id, "the id of the event delivered");
  const item = eventItem.safeParse(JSON.parse(call.body));
  const first = item.error?.issues[0];
  expectTrue(item.success, `in the delivery, ${first?.path.join(".")}: ${first?.message}`);
  expectEvent(item.data, room, event);
}

async function expectSilence(context: CheckContext, room: Room, calls: number): Promise<void> {
  await delay(SILENCE_MS);
  expectEqual((await sinkOf(context).received(room.made.mark)).length, calls, "the number of deliveries");
}

async function delivers(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await subscribe(room, "subscriber", "PUSH");
  for (const mother of ["Ada", "Ben"])
    await expectDelivered(context, room, { id: await publish(room, mother), mother });
  await expectSilence(context, room, 2);
}

async function triesAgain(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await sinkOf(context).answerWith(room.made.mark, [500, 204]);
  await subscribe(room, "subscriber", "PUSH");
  const event = { id: await publish(room, "Ada"), mother: "Ada" };
  for (const _ of ["failed", "again"]) await expectDelivered(context, room, event);
  await expectSilence(context, room, 2);
}

async function keepsOrder(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await sinkOf(context).answerWith(room.made.mark, [503, 204]);
  await subscribe(room, "subscriber", "PUSH", { FIFO: true });
  const events: Event[] = [];
  for (const mother of ["Ada", "Ben", "Cyd"]) events.push({ id: await publish(room, mother), mother });
  for (const event of [...events.slice(0, 1), ...events]) await expectDelivered(context, room, event);
}

async function staysSilent(context: CheckContext): Promise<void> {
  const room = await openBirthRoom(context);
  await subscribe(room, "subscriber", "PUSH");
  await expectDelivered(context, room, { id: await publish(room, "Ada"), mother: "Ada" });
  expectStatus(await room.send("subscriber", "DELETE", `/api/v1/subs/${BIRTH}`), 204);
  await publish(room, "Ben");
  await expectSilence(context, room, 1);
}

/** Delivering events to subscribers. */
export const deliverChecks = checksOf(
  "deliverEvent",
  SECTION,
  [
    positive("push", "Each event is delivered to its subscriber, completely and once", delivers),
    positive("push-again", "An event that its subscriber could not take is delivered again", triesAgain),
    positive("push-in-order", "In order, no event overtakes one that is tried again", keepsOrder),
    negative("push-after-cancelling", "Who has cancelled gets nothing any more", staysSilent),
  ],
  { ...EVENTS, needsSink: true },
);
