import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { FORBIDDEN, INVALID } from "./refusals.ts";
import {
  askChange,
  askDelete,
  askNew,
  call,
  cleanUp,
  type Details,
  list,
  make,
  makeAll,
  moment,
  readIds,
  schedulerApi,
} from "./scene.ts";

const FLAGS = { appointment_id: true, participant_id: true, event_details: true };

/** A host, and events of it at these times of one day. */
async function makeEvents(
  context: CheckContext,
  times: readonly (readonly [from: string, to: string])[],
  changes: Details = {},
): Promise<readonly string[]> {
  const name = `Test ${context.mark}`;
  const host_entity_id = await make(context, "entity", { name, category: "hospital" });
  const slots = times.map(([from, to]) => ({ from: moment(from), to: moment(to) }));
  return makeAll(context, "event", { name, host_entity_id, slots, ...changes });
}

const makePerson = (context: CheckContext, kind: "resource" | "subscriber", tag = "person") =>
  make(context, kind, { name: `Test ${context.mark}-${tag}` });

/** Asks for an appointment, and deletes it after the check where it was made. */
async function book(
  context: CheckContext,
  kind: "resource" | "subscriber",
  participant_id: string,
  event_ids: readonly string[],
) {
  const details = { exclusive: true, event_ids, participant_type: kind, participant_id };
  const answer = await askNew(context, "appointment", details);
  if (answer.status === 200)
    for (const id of readIds(answer, "appointment")) cleanUp(context, "appointment", id);
  return answer;
}

/** The participants of an event, sorted. */
async function participantsOf(context: CheckContext, participant_type: string, of: readonly string[]) {
  const found: string[] = [];
  for (const participant_id of of) {
    const { things } = await list(context, "appointment", { participant_type, participant_id }, FLAGS);
    found.push(...things.map(({ details }) => String(details["event_id"])));
  }
  return found.sort();
}

/** What an event's slots become. */
export const slotChecks = checksOf("createEvent", schedulerApi("POST /event/new"), [
  positive("event-new-slots", "Each slot of a new event can be booked by itself", async (context) => {
    const times = [["09:00:00", "09:30:00"] as const, ["09:30:00", "10:00:00"] as const];
    const events = await makeEvents(context, times);
    expectEqual(new Set(events).size, 2, "the number of events of two slots");
    for (const [index, id] of events.entries()) {
      const { things, exchange } = await list(context, "event", { event_id: [id] }, { period: true });
      const from = String(things[0]?.details["from"]);
      const wanted = Date.parse(moment(times[index]?.[0] ?? ""));
      expectEqual(Date.parse(from), wanted, "the beginning of a slot, as a moment,", exchange);
    }
  }),
  negative("event-new-backwards", "An event that ends before it begins is refused", async (context) => {
    const name = `Test ${context.mark}`;
    const host_entity_id = await make(context, "entity", { name });
    for (const slot of [
      { from: moment("10:00:00"), to: moment("09:00:00") },
      { from: "tomorrow", to: moment("09:00:00") },
    ])
      expectRefused(await askNew(context, "event", { name, host_entity_id, slots: [slot] }), ...INVALID);
    const { things, exchange } = await list(context, "event", { host_entity_id }, { event_id: true });
    expectEqual(things.length, 0, "the number of events after a refusal", exchange);
  }),
]);

/** What can be booked, and what is taken. */
export const bookingChecks = checksOf("createAppointment", schedulerApi("POST /appointment/new"), [
  positive(
    "appointment-series",
    "A series of appointments is made whole, each with its id",
    async (context) => {
      const events = await makeEvents(context, [
        ["09:00:00", "09:30:00"],
        ["10:00:00", "10:30:00"],
      ]);
      const patient = await makePerson(context, "subscriber");
      const answer = await book(context, "subscriber", patient, events);
      expectStatus(answer, 200);
      expectEqual(new Set(readIds(answer, "appointment")).size, 2, "the number of appointments", answer);
      const attended = await participantsOf(context, "subscriber", [patient]);
      expectEqual(attended, [...events].sort(), "the events with an appointment");
    },
  ),
  negative(
    "appointment-twice",
    "A resource that is taken at a time is not given to a second event at that time",
    async (context) => {
      const [first = "", second = "", later = ""] = await makeEvents(context, [
        ["09:00:00", "10:00:00"],
        ["09:30:00", "10:30:00"],
        ["10:00:00", "10:30:00"],
      ]);
      const doctor = await makePerson(context, "resource");
      expectStatus(await book(context, "resource", doctor, [first]), 200);
      expectRefused(await book(context, "resource", doctor, [second]), ...FORBIDDEN);
      expectStatus(await book(context, "resource", doctor, [later]), 200);
      const taken = await participantsOf(context, "resource", [doctor]);
      expectEqual(taken, [first, later].sort(), "the events at which the resource is");
    },
  ),
  negative(
    "appointment-race",
    "Of two who book the last place at the same time one gets it",
    async (context) => {
      const [event = ""] = await makeEvents(context, [["09:00:00", "10:00:00"]], { subscriber_limit: "1" });
      const tags = ["a", "b", "c"];
      const people = await Promise.all(tags.map((tag) => makePerson(context, "subscriber", tag)));
      const answers = await Promise.all(people.map((one) => book(context, "subscriber", one, [event])));
      for (const answer of answers) expectRefused(answer, 200, ...FORBIDDEN);
      expectTrue(
        answers.filter(({ status }) => status === 200).length === 1,
        "not exactly one of three has got the one place",
      );
      expectEqual(await participantsOf(context, "subscriber", people), [event], "the appointments");
    },
  ),
  negative(
    "appointment-late",
    "After its deadline an event takes no more subscribers",
    async (context) => {
      const [event = ""] = await makeEvents(context, [["09:00:00", "10:00:00"]], {
        deadline: new Date(Date.now() - 60_000).toISOString(),
      });
      const patient = await makePerson(context, "subscriber");
      expectRefused(await book(context, "subscriber", patient, [event]), ...FORBIDDEN);
      expectEqual(await participantsOf(context, "subscriber", [patient]), [], "the appointments");
    },
    { level: "RECOMMENDED" },
  ),
]);

/** What becomes of appointments with their event. */
export const cancellingChecks = checksOf("deleteEvent", schedulerApi("DELETE /event"), [
  positive(
    "event-delete-booked",
    "With an event its appointments go, and its participants are free",
    async (context) => {
      const [first = "", second = ""] = await makeEvents(context, [
        ["09:00:00", "10:00:00"],
        ["09:00:00", "10:00:00"],
      ]);
      const doctor = await makePerson(context, "resource");
      expectStatus(await book(context, "resource", doctor, [first]), 200);
      expectStatus(await askDelete(context, "event", first), 200);
      expectEqual(await participantsOf(context, "resource", [doctor]), [], "the events of the resource");
      expectStatus(await book(context, "resource", doctor, [second]), 200);
    },
  ),
]);

/** What cannot be changed because of what is booked. */
export const movingChecks = checksOf("modifyEvent", schedulerApi("PUT /event/modifications"), [
  negative(
    "event-change-clash",
    "An event does not move to a time at which somebody with an appointment is elsewhere",
    async (context) => {
      const [first = "", second = ""] = await makeEvents(context, [
        ["09:00:00", "10:00:00"],
        ["10:00:00", "11:00:00"],
      ]);
      const doctor = await makePerson(context, "resource");
      expectStatus(await book(context, "resource", doctor, [first, second]), 200);
      const change = { from: moment("09:30:00"), to: moment("10:30:00") };
      expectRefused(await askChange(context, "event", second, change), ...FORBIDDEN);
      const { things, exchange } = await list(context, "event", { event_id: [second] }, { period: true });
      const from = Date.parse(String(things[0]?.details["from"]));
      expectEqual(from, Date.parse(moment("10:00:00")), "the beginning of the event, as a moment,", exchange);
    },
  ),
]);

/** What an appointment that was cancelled leaves. */
export const freeingChecks = checksOf("deleteAppointment", schedulerApi("DELETE /appointment"), [
  positive("appointment-delete-frees", "The place of a deleted appointment can be taken", async (context) => {
    const [event = ""] = await makeEvents(context, [["09:00:00", "10:00:00"]], { subscriber_limit: "1" });
    const [first, second] = [
      await makePerson(context, "subscriber", "a"),
      await makePerson(context, "subscriber", "b"),
    ];
    const [id = ""] = readIds(await book(context, "subscriber", first, [event]), "appointment");
    expectStatus(await call(context, "DELETE", "/appointment", { appointment_id: id }), 200);
    expectStatus(await book(context, "subscriber", second, [event]), 200);
  }),
]);
