import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleEvent, type StartedScheduler, startScheduler } from "./started-scheduler.ts";

let server: StartedScheduler;
beforeEach(() => {
  server = startScheduler();
});
afterEach(() => server.close());

const at = (from: string, to: string) => ({ from: `2026-06-02T${from}Z`, to: `2026-06-02T${to}Z` });

async function book(details: object): Promise<number> {
  return (await server.call("POST", "/appointment/new", { qry: { details } })).status;
}

describe("an appointment", () => {
  it("does not take time that the participant has not, but where both may be shared", async () => {
    const { host, doctor } = await server.people();
    const slots = [at("09:00:00", "10:00:00"), at("09:30:00", "11:00:00"), at("10:00:00", "12:00:00")];
    await server.make("event", exampleEvent(host, { slots }));
    const with_ = (event: string, more: object = {}) =>
      book({ event_ids: [event], participant_type: "resource", participant_id: doctor, ...more });
    expect(await with_("1")).toBe(200);
    expect(await with_("2")).toBe(409);
    expect(await with_("2", { exclusive: false })).toBe(409);
    expect(await with_("1", { exclusive: false })).toBe(409);
    expect(await with_("3")).toBe(200);
    const appointments = await server.list("appointment");
    for (const { appointment_id } of appointments) {
      const qry = { details: { exclusive: false } };
      await server.call("PUT", "/appointment/modifications", { appointment_id, qry });
    }
    expect(await with_("2", { exclusive: "false" })).toBe(200);
    expect(await server.list("appointment")).toHaveLength(3);
  });

  it("for several events is made for all of them, or for none", async () => {
    const { host, patient } = await server.people();
    const slots = [at("09:00:00", "10:00:00"), at("10:00:00", "11:00:00"), at("10:30:00", "11:00:00")];
    await server.make("event", exampleEvent(host, { slots }));
    const details = { participant_type: "subscriber", participant_id: patient };
    expect(await book({ ...details, event_ids: ["1", "2", "3"] })).toBe(409);
    expect(await book({ ...details, event_ids: ["1", "99"] })).toBe(404);
    expect(await server.list("appointment")).toEqual([]);
    const { body } = await server.call("POST", "/appointment/new", {
      qry: { appointment_details: { ...details, event_ids: [1, 2] } },
    });
    expect(body).toMatch(/^\[Event_id:1,appointment_id:\d+\],\[Event_id:2,appointment_id:\d+\]$/);
  });

  it("needs room at the event, in time, while it is open", async () => {
    const { host, patient, doctor } = await server.people();
    const other = await server.make("subscriber", { name: "Cem" });
    const deadline = "2026-06-01T12:00:00Z";
    const event_id = await server.make("event", exampleEvent(host, { subscriber_limit: "1", deadline }));
    const subscriber = (id: string) => ({
      ...{ event_ids: [event_id], participant_type: "subscriber", participant_id: id },
    });
    expect(await book(subscriber(patient))).toBe(200);
    expect(await book(subscriber(other))).toBe(409);
    expect(await book({ ...subscriber(doctor), participant_type: "resource" })).toBe(200);
    const [{ appointment_id }] = await server.list("appointment", { participant_type: "subscriber" });
    const change = async (details: object) =>
      (await server.call("PUT", "/appointment/modifications", { appointment_id, qry: { details } })).status;
    expect(await change({ status_id: "cancelled" })).toBe(200);
    expect(await book(subscriber(other))).toBe(200);
    expect(await change({ status_id: "confirmed" })).toBe(409);
    const event = async (details: object) =>
      (await server.call("PUT", "/event/modifications", { event_id, qry: { details } })).status;
    expect(await event({ subscriber_limit: 2 })).toBe(200);
    server.clock.set("2026-06-01T12:00:01Z");
    expect(await change({ status_id: "confirmed" })).toBe(409);
    server.clock.set("2026-06-01T11:00:00Z");
    expect(await change({ status_id: "confirmed" })).toBe(200);
    expect(await event({ subscriber_limit: 1 })).toBe(409);
    expect(await event({ status: "closed", subscriber_limit: 3 })).toBe(200);
    const third = await server.make("subscriber", { name: "Dua" });
    expect(await book(subscriber(third))).toBe(409);
    server.clock.set("2026-06-03T00:00:00Z");
    await event({ status: "open" });
    expect(await book(subscriber(third))).toBe(200);
  });

  it("keeps its event from moving to where its participant is already", async () => {
    const { host, doctor } = await server.people();
    const slots = [at("09:00:00", "10:00:00"), at("10:00:00", "11:00:00")];
    await server.make("event", exampleEvent(host, { slots }));
    await book({ event_ids: ["1", "2"], participant_type: "resource", participant_id: doctor });
    const move = async (times: object) =>
      (await server.call("PUT", "/event/modifications", { event_id: "2", qry: { details: times } })).status;
    expect(await move(at("09:59:00", "11:00:00"))).toBe(409);
    expect(await move({ to: "2026-06-02T09:59:00Z" })).toBe(400);
    expect(await move(at("10:30:00", "11:30:00"))).toBe(200);
  });
});

describe("bookings", () => {
  it("never take the same time or the last place twice, whatever comes at once", {
    timeout: 60_000,
  }, async () => {
    const hour = fc.integer({ min: 8, max: 12 });
    const slot = fc.record({ start: hour, length: fc.integer({ min: 1, max: 3 }) });
    const request = fc.record({ event: fc.nat(7), participant: fc.nat(3), exclusive: fc.boolean() });
    const scene = fc.record({
      slots: fc.array(slot, { minLength: 8, maxLength: 8 }),
      requests: fc.array(request, { minLength: 10, maxLength: 30 }),
      type: fc.constantFrom("resource", "subscriber"),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ slots, requests, type }) => {
        const own = startScheduler();
        try {
          const host = await own.make("entity", { name: "Clinic" });
          for (const name of ["Ada", "Ben", "Cem", "Dua"]) await own.make(type as "resource", { name });
          const time = (value: number) => `2026-06-02T${String(value).padStart(2, "0")}:00:00Z`;
          const times = slots.map(({ start, length }) => ({ from: time(start), to: time(start + length) }));
          await own.make("event", exampleEvent(host, { slots: times, subscriber_limit: 2 }));
          const answers = await Promise.all(
            requests.map(({ event, participant, exclusive }) => {
              const details = {
                ...{ event_ids: [event + 1], exclusive, participant_type: type },
                participant_id: participant + 1,
              };
              return own.call("POST", "/appointment/new", { qry: { details } });
            }),
          );
          expect(answers.map(({ status }) => status).filter((one) => one !== 200 && one !== 409)).toEqual([]);
          const made = (await own.list("appointment")).map(({ details }) => details);
          expect(made.length).toBeGreaterThan(0);
          for (const [index, one] of made.entries())
            for (const other of made.slice(index + 1)) {
              const isSame = one.participant_id === other.participant_id;
              const [a, b] = [one.event_details, other.event_details];
              const overlaps = a.from < b.to && b.from < a.to;
              expect(isSame && overlaps && (one.exclusive || other.exclusive)).toBe(false);
              expect(isSame && one.event_id === other.event_id).toBe(false);
            }
          const counts = Map.groupBy(made, ({ event_id }) => event_id).values();
          if (type === "subscriber")
            expect(Math.max(...[...counts].map((list) => list.length))).toBeLessThanOrEqual(2);
        } finally {
          await own.close();
        }
      }),
      { numRuns: 15 },
    );
  });
});
