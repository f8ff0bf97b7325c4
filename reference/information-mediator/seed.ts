import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { formatIdentifier as nameOf, type ServiceIdentifier } from "../../charts/spi/index.ts";
import { canonicalJson } from "../canonical-json.ts";
import { parseIdentifier } from "../identifier.ts";
import { firstRow } from "../sql.ts";
import { isRegistered } from "./applications.ts";
import { hasMembers, readMeta, writeMeta } from "./configuration.ts";
import type { EventSchemas } from "./event-schema.ts";
import { addType, schemaOf } from "./event-types.ts";
import { code, member } from "./imconf.ts";
import { mergeMembers } from "./members.ts";
import { type Settings, whyTargetsRefused, wrongShape } from "./settings.ts";
import { subscriptionItem } from "./subscription-operations.ts";
import { subscribe } from "./subscriptions.ts";

const identifier = z.string().transform((text, context) => {
  const parsed = parseIdentifier(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: "custom", message: "must say INSTANCE/CLASS/MEMBER/APPLICATION" });
  return z.NEVER;
});

const seed = z.strictObject({
  domain: z.string().min(1).optional(),
  instance: code.optional(),
  members: z.array(member).default([]),
  eventTypes: z
    .array(z.strictObject({ room: identifier, eventType: code, schema: z.record(z.string(), z.unknown()) }))
    .default([]),
  subscriptions: z.array(subscriptionItem.extend({ room: identifier, subscriber: identifier })).default([]),
});

/** A seed document of the mediator, read. */
export type Seed = z.infer<typeof seed>;

/** Reads a seed document; throws a TypeError with one sentence where its shape is wrong. */
export function readSeed(document: unknown, settings: Settings, schemas: EventSchemas): Seed {
  const parsed = seed.safeParse(document);
  if (!parsed.success) throw wrongShape("the mediator's seed", parsed.error);
  const refused = whyTargetsRefused(parsed.data.members, settings.allowLoopbackTargets);
  if (refused !== undefined) throw new TypeError(`the mediator's seed: ${refused}`);
  for (const { eventType, schema } of parsed.data.eventTypes) {
    const unusable = schemas.whyUnusable(canonicalJson(schema));
    if (unusable !== undefined)
      throw new TypeError(`the mediator's seed at the event type ${eventType}: ${unusable}`);
  }
  return parsed.data;
}

/** Whether a store holds nothing that a seed could clash with. Ask before the settings are applied. */
export function isEmpty(db: DatabaseSync): boolean {
  if (readMeta(db, "seeded") !== undefined || hasMembers(db)) return false;
  return firstRow(db, "SELECT 1 FROM event_type LIMIT 1") === undefined;
}

/** Loads a seed, after the settings. Throws a TypeError where its parts do not fit together. */
export function loadSeed(db: DatabaseSync, document: Seed, settings: Settings): void {
  if (document.domain !== undefined) writeMeta(db, "domain", document.domain);
  if (document.instance !== undefined && document.instance !== settings.instance) {
    if (settings.members.length > 0)
      throw new TypeError(`the mediator's seed is for ${document.instance}, not for ${settings.instance}`);
    writeMeta(db, "instance", document.instance);
  }
  mergeMembers(db, document.members, "api");
  for (const one of document.eventTypes) loadEventType(db, one);
  for (const one of document.subscriptions) loadSubscription(db, one, settings);
  writeMeta(db, "seeded", "true");
}

function loadEventType(db: DatabaseSync, { room, eventType, schema }: Seed["eventTypes"][number]): void {
  requireRegistered(db, room);
  if (!addType(db, nameOf(room), eventType, canonicalJson(schema)))
    throw new TypeError(`the mediator's seed has the event type ${eventType} twice with two schemas`);
}

function loadSubscription(
  db: DatabaseSync,
  { room, subscriber, eventType, delivery, options }: Seed["subscriptions"][number],
  settings: Settings,
): void {
  requireRegistered(db, subscriber);
  if (schemaOf(db, nameOf(room), eventType) === undefined)
    throw new TypeError(
      `the mediator's seed subscribes to ${eventType}, which ${nameOf(room)} does not have`,
    );
  const terms = {
    delivery: delivery ?? "PUSH",
    ttl: options?.TTL ?? settings.defaultTtl,
    fifo: options?.FIFO ?? false,
  } as const;
  if (!subscribe(db, nameOf(room), subscriber, eventType, terms))
    throw new TypeError(`the mediator's seed subscribes ${nameOf(subscriber)} to ${eventType} twice`);
}

/** In a store without any member a harness may use rooms that nobody registered, and so may its seed. */
function requireRegistered(db: DatabaseSync, application: ServiceIdentifier): void {
  if (hasMembers(db) && !isRegistered(db, application))
    throw new TypeError(`the mediator's seed names ${nameOf(application)}, which is not registered`);
}
