import { z } from "zod";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { allRows, runSql } from "../sql.ts";
import { enterRoom, requireRoom } from "./access.ts";
import { schemaOf } from "./event-types.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import { describePubSub } from "./pub-sub-log.ts";
import { spellingsOf } from "./routes.ts";
import {
  describeSubscription,
  findActive,
  findSubscription,
  SUBSCRIPTION_COLUMNS,
  type SubscriptionRow,
  subscribe,
} from "./subscriptions.ts";

const LIST = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/api/v1/subs";
const ITEM = `${LIST}/{eventType}`;
const LONGEST_TTL = 10 * 366 * 24 * 3600;

/** The terms of a subscription. `id` and `subscriberId` are the mediator's to give, and not read. */
export const subscriptionItem = z.object({
  eventType: z.string().min(1),
  delivery: z.enum(["PUSH", "PULL"]).optional(),
  options: z
    .object({ TTL: z.number().int().min(1).max(LONGEST_TTL).optional(), FIFO: z.boolean().optional() })
    .optional(),
});

type Item = z.infer<typeof subscriptionItem>;

/** The operations on the caller's subscriptions (IM PubSub API, tag sub). */
export function subscriptionOperations(mediator: Mediator): Operation[] {
  const item = { path: ITEM, routes: spellingsOf(ITEM), client: "required" } as const;
  return [
    defineOperation({
      id: "listSub",
      summary: "list my subscriptions",
      method: "GET",
      path: LIST,
      routes: spellingsOf(LIST),
      client: "required",
      responses: { 200: "List of my subscriptions", 404: "Subscription missing" },
      handle: (call) => list(mediator, call),
    }),
    defineOperation({
      ...item,
      id: "addSub",
      summary: "add subscription",
      method: "POST",
      body: subscriptionItem,
      responses: { 200: "Subscription created", 400: "Invalid request", 409: "Subscription already exists" },
      handle: (call) => add(mediator, call),
    }),
    defineOperation({
      ...item,
      id: "getSub",
      summary: "get subscription details",
      method: "GET",
      responses: { 200: "Subscription details", 404: "Subscription missing" },
      handle: (call) => {
        const visit = enterRoom(mediator, call);
        const found = mediator.store.read((db) => visit && findActive(db, visit, typeOf(call)));
        if (found === undefined) throw missing();
        return { status: 200, body: describeSubscription(found) };
      },
    }),
    defineOperation({
      ...item,
      id: "patchSub",
      summary: "update subscription details",
      method: "PATCH",
      body: subscriptionItem,
      responses: { 201: "Subscription details", 400: "Invalid request", 404: "Subscription missing" },
      handle: (call) => change(mediator, call),
    }),
    defineOperation({
      ...item,
      id: "deleteSub",
      summary: "cancel subscription",
      method: "DELETE",
      responses: { 204: "Subscription deleted", 404: "Subscription missing" },
      handle: (call) => remove(mediator, call),
    }),
  ];
}

const typeOf = (call: Pick<Call, "params">): string => call.params["eventType"] ?? "";
const missing = (): Error => notFound("the caller has no such subscription in this room");

function list(mediator: Mediator, call: Call): Answer {
  const visit = enterRoom(mediator, call);
  if (visit === undefined) throw missing();
  const { instance, memberClass, memberCode, application } = visit.client;
  const rows = mediator.store.read((db) =>
    allRows<SubscriptionRow>(
      db,
      `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription WHERE room = ? AND instance = ? AND class = ? AND code = ?
       AND application = ? AND present = 1 ORDER BY event_type`,
      visit.room,
      instance,
      memberClass,
      memberCode,
      application,
    ),
  );
  if (rows.length === 0) throw missing();
  return { status: 200, body: rows.map(describeSubscription) };
}

async function add(mediator: Mediator, call: Call<Item>): Promise<Answer> {
  const visit = requireRoom(mediator, call);
  const { body } = call;
  requireSameType(call);
  const terms = {
    delivery: body.delivery ?? "PUSH",
    ttl: body.options?.TTL ?? mediator.settings.defaultTtl,
    fifo: body.options?.FIFO ?? false,
  };
  const row = await mediator.store.write((db) => {
    if (schemaOf(db, visit.room, body.eventType) === undefined)
      throw badRequest(`there is no event type ${body.eventType} in this room`);
    const before = findActive(db, visit, body.eventType);
    if (!subscribe(db, visit.room, visit.client, body.eventType, terms))
      throw conflict("the caller is subscribed on other terms");
    if (before === undefined)
      appendEntry(db, describePubSub("addSub", call, visit, { eventType: body.eventType, ...terms }));
    return findActive(db, visit, body.eventType);
  });
  return { status: 200, body: row && describeSubscription(row) };
}

/** What the body does not say stays; a new TTL counts for the events that are published from now on. */
async function change(mediator: Mediator, call: Call<Item>): Promise<Answer> {
  const visit = requireRoom(mediator, call);
  const { delivery, options } = call.body;
  requireSameType(call);
  const row = await mediator.store.write((db) => {
    const found = findActive(db, visit, typeOf(call));
    if (found === undefined) throw missing();
    const terms = {
      delivery: delivery ?? found.delivery,
      ttl: options?.TTL ?? found.ttl,
      fifo: options?.FIFO ?? found.fifo === 1,
    };
    runSql(
      db,
      "UPDATE subscription SET delivery = ?, ttl = ?, fifo = ? WHERE id = ?",
      terms.delivery,
      terms.ttl,
      Number(terms.fifo),
      found.id,
    );
    appendEntry(db, describePubSub("patchSub", call, visit, { eventType: found.eventType, ...terms }));
    return { ...found, ...terms, fifo: Number(terms.fifo) };
  });
  mediator.delivery.wake(row.id);
  return { status: 201, body: describeSubscription(row) };
}

async function remove(mediator: Mediator, call: Call): Promise<Answer> {
  const visit = enterRoom(mediator, call);
  if (visit === undefined) throw missing();
  await mediator.store.write((db) => {
    const found = findSubscription(db, visit.room, visit.client, typeOf(call));
    if (found === undefined) throw missing();
    if (found.present === 0) return;
    runSql(db, "UPDATE subscription SET present = 0 WHERE id = ?", found.id);
    runSql(db, "UPDATE delivery SET state = 'stopped' WHERE subscription = ? AND state = 'owed'", found.id);
    appendEntry(db, describePubSub("deleteSub", call, visit, { eventType: found.eventType }));
  });
  return { status: 204 };
}

function requireSameType(call: Call<Item>): void {
  if (call.body.eventType !== typeOf(call))
    throw badRequest(`eventType in the body must be ${typeOf(call)}, as in the path`);
}
