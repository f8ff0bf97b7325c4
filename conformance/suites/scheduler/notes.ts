import { each, eachOf, entityOf, type Kind, NOBODY } from "./kind.ts";
import { type Details, make, moment } from "./scene.ts";

/** What alerts say. */
export const message: Kind = {
  ...{ name: "message", singular: "Message", plural: "Messages", one: "a message", many: "messages" },
  prepare: async (context) => {
    const describe = async (tag: string): Promise<Details> => ({
      entity_id: await entityOf(context, tag),
      category: `reminder-${context.mark}-${tag}`,
      message_body: `Test message ${context.mark}-${tag} ಅಶ್ವಿನಿ`,
    });
    return [await describe("one"), await describe("two")];
  },
  change: (_, { mark }) => ({ message_body: `Test message ${mark}-changed` }),
  criteria: (first) => eachOf(first, "entity_id", "category", "message_body"),
  flags: each("entity_id", "category", "message_body"),
  unknown: (details) => [{ ...details, entity_id: NOBODY }],
};

/** Where resources work, and when. */
export const affiliation: Kind = {
  name: "affiliation",
  singular: "Affiliation",
  plural: "Affiliations",
  one: "an affiliation",
  many: "affiliations",
  prepare: async (context) => {
    const describe = async (tag: string, day_of_week: string): Promise<Details> => ({
      resource_id: await make(context, "resource", { name: `Test ${context.mark}-${tag}` }),
      entity_id: await entityOf(context, tag),
      resource_category: `physician-${context.mark}-${tag}`,
      work_days_hours: [{ day_of_week, start_time: "09:00:00", end_time: "17:00:00" }],
    });
    return [await describe("one", "monday"), await describe("two", "thursday")];
  },
  change: (_, { mark }) => ({
    resource_category: `surgeon-${mark}`,
    work_days_hours: [{ day_of_week: "friday", start_time: "08:00:00", end_time: "12:30:00" }],
  }),
  criteria: (first) => [
    ...eachOf(first, "resource_id", "entity_id"),
    { category: first["resource_category"] },
  ],
  flags: {
    ...each("resource_id", "entity_id", "work_days_hours"),
    category: ["resource_category"],
  },
  unknown: (details) => [
    { ...details, resource_id: NOBODY },
    { ...details, entity_id: NOBODY },
  ],
};

/** When participants are told what. */
export const alertSchedule: Kind = {
  name: "alert_schedule",
  singular: "AlertSchedule",
  plural: "AlertSchedules",
  one: "an alert schedule",
  many: "alert schedules",
  prepare: async (context) => {
    const describe = async (tag: string, target_category: string, more: number): Promise<Details> => {
      const entity_id = await entityOf(context, tag);
      const event_id = await make(context, "event", {
        name: `Test ${context.mark}-${tag}`,
        host_entity_id: entity_id,
        slots: [{ from: moment("13:00:00", more), to: moment("13:30:00", more) }],
      });
      const message_body = `Test message ${context.mark}-${tag}`;
      const message_id = await make(context, "message", { entity_id, category: "reminder", message_body });
      return { event_id, target_category, message_id, alert_datetime: moment("12:00:00", more) };
    };
    return [await describe("one", "subscriber", 0), await describe("two", "resource", 2)];
  },
  change: () => ({ alert_datetime: moment("12:15:00"), target_category: "resource" }),
  criteria: (first) => [
    ...eachOf(first, "message_id"),
    { message_id: first["message_id"], target_category: "subscriber" },
    { message_id: first["message_id"], from: moment("11:00:00"), to: moment("12:30:00") },
  ],
  flags: { ...each("message_id", "alert_datetime"), entity_id: [] },
  unknown: (details) => [
    { ...details, event_id: NOBODY },
    { ...details, message_id: NOBODY },
  ],
};

/** What was written down of events. */
export const log: Kind = {
  ...{ name: "log", singular: "Log", plural: "Logs", one: "a log entry", many: "log entries" },
  prepare: async (context) => {
    const describe = async (tag: string, more: number): Promise<Details> => ({
      logger_role: "resource",
      logger_id: await make(context, "resource", { name: `Test ${context.mark}-${tag}` }),
      entity_id: await entityOf(context, tag),
      log_category: `attendance-${context.mark}-${tag}`,
      datetime: moment("15:00:00", more),
      log_data: `status:attended,test:${context.mark}-${tag}`,
    });
    return [await describe("one", 0), await describe("two", 2)];
  },
  change: (_, { mark }) => ({ log_data: `status:absent,test:${mark}` }),
  criteria: (first) => [
    ...eachOf(first, "entity_id"),
    { category: first["log_category"] },
    { entity_id: first["entity_id"], from: moment("14:00:00"), to: moment("16:00:00") },
  ],
  flags: {
    ...each("logger_id", "entity_id", "log_category", "datetime", "log_data"),
    logger_category: ["logger_role"],
  },
};
