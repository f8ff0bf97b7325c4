import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleEvent, type StartedScheduler, startScheduler } from "./started-scheduler.ts";

let server: StartedScheduler;
beforeEach(() => {
  server = startScheduler();
});
afterEach(() => server.close());

const DAY = { from: "2026-06-02T00:00:00Z", to: "2026-06-03T00:00:00Z" };
const TUESDAY = { day_of_week: "Tuesday", start_time: "08:00", end_time: "12:00:00" };

async function free(filter: object): Promise<Record<string, string[]>> {
  const qry = { free_resource_filter: { ...DAY, ...filter } };
  const { status, body, text } = await server.call("GET", "/resource/availability", { qry });
  if (status !== 200) throw new Error(`${status} ${text}`);
  const found = body as { resource_id: string; free_slots: string[] }[];
  return Object.fromEntries(found.map(({ resource_id, free_slots }) => [resource_id, free_slots]));
}

describe("the time that a resource has", () => {
  it("is its work hours at the entity without its appointments", async () => {
    const { host, doctor } = await server.people();
    await server.make("affiliation", { resource_id: doctor, entity_id: host, work_days_hours: [TUESDAY] });
    expect(await free({ Entity_id: host })).toEqual({
      [doctor]: ["[2026-06-02T08:00:00Zto2026-06-02T12:00:00Z]"],
    });
    const event = await server.make("event", exampleEvent(host));
    const booking = { event_ids: [event], participant_type: "resource", participant_id: doctor };
    const appointment_id = await server.make("appointment", booking);
    expect(await free({ resource_id: doctor, category: "doctor" })).toEqual({
      [doctor]: [
        "[2026-06-02T08:00:00Zto2026-06-02T09:00:00Z]",
        "[2026-06-02T10:00:00Zto2026-06-02T12:00:00Z]",
      ],
    });
    expect(await free({ from: "2026-06-02T09:00:00Z", to: "2026-06-02T10:00:00Z" })).toEqual({});
    const qry = { details: { status_id: "cancelled" } };
    await server.call("PUT", "/appointment/modifications", { appointment_id, qry });
    expect((await free({}))[doctor]).toHaveLength(1);
  });

  it("is all of it where nothing is said of hours, and none at an entity where it is not", async () => {
    const { host, doctor } = await server.people();
    expect(await free({})).toEqual({ [doctor]: ["[2026-06-02T00:00:00Zto2026-06-03T00:00:00Z]"] });
    expect(await free({ entity_id: host })).toEqual({});
    expect(await free({ category: "nurse" })).toEqual({});
    await server.make("affiliation", { resource_id: doctor, entity_id: host, resource_category: "nurse" });
    expect(Object.keys(await free({ category: "nurse", Entity_id: host }))).toEqual([doctor]);
  });

  it("goes over midnight, and affiliations that meet are one", async () => {
    const { host, doctor } = await server.people();
    const other = await server.make("entity", { name: "Hospital" });
    const night = { day_of_week: "monday", start_time: "22:00:00", end_time: "06:00:00" };
    const morning = { day_of_week: "tuesday", start_time: "05:00:00", end_time: "09:00:00" };
    await server.make("affiliation", { resource_id: doctor, entity_id: host, work_days_hours: [night] });
    await server.make("affiliation", { resource_id: doctor, entity_id: other, work_days_hours: morning });
    expect(await free({})).toEqual({ [doctor]: ["[2026-06-02T00:00:00Zto2026-06-02T09:00:00Z]"] });
    const on = async (from: string, to: string) =>
      (await server.list("affiliation", { from, to })).map(({ affiliation_id }) => affiliation_id);
    expect(await on("2026-06-02T00:00:00Z", "2026-06-02T04:00:00Z")).toEqual(["1"]);
    expect(await on("2026-06-02T06:00:00Z", "2026-06-02T07:00:00Z")).toEqual(["2"]);
    expect(await on("2026-06-03T00:00:00Z", "2026-06-04T00:00:00Z")).toEqual([]);
  });

  it.each([
    ["without a beginning", { from: undefined }],
    ["with its end first", { from: DAY.to, to: DAY.from }],
    ["of more than a year", { to: "2028-06-02T00:00:00Z" }],
    ["with times that are none", { from: "soon" }],
    ["of a category that is a list", { category: ["doctor"] }],
  ])("is not found for a question %s", async (_, wrong) => {
    const qry = { free_resource_filter: { ...DAY, ...wrong } };
    expect((await server.call("GET", "/resource/availability", { qry })).status).toBe(400);
  });
});
