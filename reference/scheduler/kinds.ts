import type { FieldTypeName } from "./fields.ts";

/** The nine kinds of things, as paths name them. */
export const KIND_NAMES = [
  "event",
  "appointment",
  "entity",
  "resource",
  "subscriber",
  "message",
  "affiliation",
  "alert_schedule",
  "log",
] as const;

/** One of them. */
export type KindName = (typeof KIND_NAMES)[number];

/** A field of a kind: a column of its table and a property of its details. */
export interface Field {
  readonly type: FieldTypeName;
  readonly required?: true;
  /** The kind of thing whose id it is. */
  readonly refersTo?: KindName;
  /** Where nothing is said; `now` for the moment at which it is asked. */
  readonly otherwise?: string | number;
}

/** A criterion of a filter: its type, and a condition on the table with one `?`. */
export interface Criterion {
  readonly type: FieldTypeName;
  readonly where: string;
}

/** What makes one kind differ from another (docs/adr/0014). */
export interface Kind {
  readonly name: KindName;
  readonly plural: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Criteria beside the id and equality with a field. */
  readonly criteria: Readonly<Record<string, Criterion>>;
  /** The flag that asks for a field, where it has another name; undefined for fields that no flag asks for. */
  readonly flags: Readonly<Record<string, string | undefined>>;
}

const text = { type: "text" } as const;
const name = { type: "text", required: true } as const;
const contact = { phone: text, email: text } as const;
const alerted = {
  category: text,
  ...contact,
  alert_url: { type: "place" },
  alert_preference: text,
  status_poll_url: text,
} as const;

const during = (table: string): Readonly<Record<"from" | "to", Criterion>> => ({
  from: { type: "instant", where: `${table}"to" > ?` },
  to: { type: "instant", where: `${table}"from" < ?` },
});
const ofEvent = (condition: string): string =>
  `EXISTS (SELECT 1 FROM event WHERE event.id = event_id AND ${condition})`;
const within = (column: string): Readonly<Record<"from" | "to", Criterion>> => ({
  from: { type: "instant", where: `${column} >= ?` },
  to: { type: "instant", where: `${column} <= ?` },
});

/** The kinds. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  event: {
    name: "event",
    plural: "Events",
    fields: {
      name,
      description: { type: "prose" },
      category: text,
      host_entity_id: { type: "id", required: true, refersTo: "entity" },
      from: { type: "instant", required: true },
      to: { type: "instant", required: true },
      deadline: { type: "instant" },
      subscriber_limit: { type: "count" },
      terms: { type: "prose" },
      status: { type: "text", otherwise: "open" },
      venue: { type: "venue" },
    },
    criteria: during("event."),
    flags: { from: "period", to: "period" },
  },
  appointment: {
    name: "appointment",
    plural: "Appointments",
    fields: {
      exclusive: { type: "flag", otherwise: 1 },
      event_id: { type: "id", required: true, refersTo: "event" },
      participant_type: { type: "participant", required: true },
      participant_id: { type: "id", required: true },
      status_id: { type: "text", otherwise: "confirmed" },
      participant_entity_id: { type: "id", refersTo: "entity" },
    },
    criteria: {
      status: { type: "text", where: "status_id = ?" },
      from: { type: "instant", where: ofEvent('event."to" > ?') },
      to: { type: "instant", where: ofEvent('event."from" < ?') },
    },
    flags: { event_id: "event_details", status_id: "status" },
  },
  entity: {
    name: "entity",
    plural: "Entities",
    fields: { category: text, name, ...contact, website: text },
    criteria: {},
    flags: {},
  },
  resource: {
    name: "resource",
    plural: "Resources",
    fields: { name, ...alerted },
    criteria: {},
    flags: {},
  },
  subscriber: {
    name: "subscriber",
    plural: "Subscribers",
    fields: { name, ...alerted },
    criteria: {},
    flags: {},
  },
  message: {
    name: "message",
    plural: "Messages",
    fields: {
      entity_id: { type: "id", required: true, refersTo: "entity" },
      category: text,
      message_body: { type: "prose", required: true },
    },
    criteria: {},
    flags: {},
  },
  affiliation: {
    name: "affiliation",
    plural: "Affiliations",
    fields: {
      resource_id: { type: "id", required: true, refersTo: "resource" },
      entity_id: { type: "id", required: true, refersTo: "entity" },
      resource_category: text,
      work_days_hours: { type: "hours" },
    },
    criteria: { category: { type: "text", where: "resource_category = ?" } },
    flags: { resource_category: "category" },
  },
  alert_schedule: {
    name: "alert_schedule",
    plural: "AlertSchedules",
    fields: {
      event_id: { type: "id", required: true, refersTo: "event" },
      target_category: { type: "target", required: true },
      message_id: { type: "id", required: true, refersTo: "message" },
      alert_datetime: { type: "instant", required: true },
    },
    criteria: {
      entity_id: { type: "id", where: ofEvent("event.host_entity_id = ?") },
      ...within("alert_datetime"),
    },
    flags: { event_id: undefined, target_category: undefined },
  },
  log: {
    name: "log",
    plural: "Logs",
    fields: {
      logger_role: text,
      logger_id: text,
      entity_id: { type: "id", refersTo: "entity" },
      log_category: name,
      datetime: { type: "instant", required: true, otherwise: "now" },
      log_data: { type: "prose", required: true },
    },
    criteria: { category: { type: "text", where: "log_category = ?" }, ...within("datetime") },
    flags: { logger_role: "logger_category" },
  },
};
