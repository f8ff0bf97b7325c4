import { each, eachOf, entityOf, type Kind, NOBODY } from "./kind.ts";
import { type Details, make, moment } from "./scene.ts";

/** What takes place, where and when. */
export const event: Kind = {
  ...{ name: "event", singular: "Event", plural: "Events", one: "an event", many: "events" },
  prepare: async (context) => {
    const { mark } = context;
    const host = await entityOf(context);
    const describe = (tag: string, more: number): Details => ({
      name: `Test ${mark}-${tag}`,
      description: `Test camp ${mark}-${tag}`,
      category: `camp-${mark}-${tag}`,
      host_entity_id: host,
      from: moment("09:00:00", more),
      to: moment("09:30:00", more),
      deadline: moment("08:00:00", more),
      subscriber_limit: "7",
      terms: `terms-${mark}-${tag}`,
      status: "open",
      venue: { building: `house-${mark}-${tag}`, city: "Test City", country: "Testland" },
    });
    return [describe("one", 0), describe("two", 2)];
  },
  asNew: ({ from, to, ...details }) => ({ ...details, slots: [{ from, to }] }),
  change: (_, { mark }) => ({
    description: `changed-${mark}`,
    to: moment("10:45:00"),
    subscriber_limit: "9",
  }),
  criteria: (first) => {
    const { host_entity_id } = first;
    return [
      ...eachOf(first, "name", "description", "category", "terms"),
      { venue: { building: (first["venue"] as Details)["building"] } },
      { host_entity_id, from: moment("00:00:00"), to: moment("00:00:00", 1) },
    ];
  },
  flags: {
    ...each("name", "description", "category", "host_entity_id", "venue", "deadline", "subscriber_limit"),
    ...each("terms", "status"),
    period: ["from", "to"],
  },
  unknown: (details) => [{ ...details, host_entity_id: NOBODY }],
};

/** Who takes part. */
export const appointment: Kind = {
  name: "appointment",
  singular: "Appointment",
  plural: "Appointments",
  one: "an appointment",
  many: "appointments",
  prepare: async (context) => {
    const host = await entityOf(context);
    const describe = async (tag: string, type: "subscriber" | "resource", more: number): Promise<Details> => {
      const event_id = await make(context, "event", {
        name: `Test ${context.mark}-${tag}`,
        host_entity_id: host,
        slots: [{ from: moment("11:00:00", more), to: moment("11:30:00", more) }],
      });
      const participant_id = await make(context, type, { name: `Test ${context.mark}-${tag}` });
      return {
        exclusive: tag === "one",
        event_id,
        participant_type: type,
        participant_id,
        participant_entity_id: host,
      };
    };
    return [await describe("one", "subscriber", 0), await describe("two", "resource", 2)];
  },
  asNew: ({ event_id, ...details }) => ({ ...details, event_ids: [event_id] }),
  change: () => ({ status_id: "attended", exclusive: false }),
  criteria: (first) => {
    const { participant_entity_id, participant_type, participant_id } = first;
    return [
      { participant_type, participant_id },
      { participant_entity_id, participant_type },
      { participant_entity_id, exclusive: true },
      { participant_entity_id, from: moment("00:00:00"), to: moment("00:00:00", 1) },
    ];
  },
  flags: {
    ...each("exclusive", "participant_type", "participant_id", "participant_entity_id"),
    event_details: ["event_id"],
    status: [],
  },
  oneId: true,
  unknown: (details) => [
    { ...details, event_id: NOBODY },
    { ...details, participant_id: NOBODY },
  ],
};
