import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleEvent, type StartedScheduler, startScheduler } from "./started-scheduler.ts";

let server: StartedScheduler;
beforeEach(() => {
  server = startScheduler();
});
afterEach(() => server.close());

const status = async (...given: Parameters<StartedScheduler["call"]>): Promise<number> =>
  (await server.call(...given)).status;

describe("a thing", () => {
  it("is made, listed, changed and deleted", async () => {
    const { make, list } = server;
    const details = { name: "Clinic", category: "hospital", phone: "+9995550101", email: "a@clinic.example" };
    const entity_id = await make("entity", details);
    expect(await list("entity", { entity_id: [entity_id] })).toEqual([{ entity_id, details }]);
    const change = { qry: { details: { phone: "+9995550199", email: null } } };
    expect(await status("PUT", "/entity/modifications", { entity_id, ...change })).toBe(200);
    const { email: _, ...rest } = details;
    expect(await list("entity")).toEqual([{ entity_id, details: { ...rest, phone: "+9995550199" } }]);
    expect(await status("DELETE", "/entity", { entity_id })).toBe(200);
    expect(await list("entity")).toEqual([]);
  });

  it("that nobody made is not found, and what refers to one neither", async () => {
    const { host, patient } = await server.people();
    const change = { qry: { details: { name: "x" } } };
    for (const event_id of ["999", "none", "-1"]) {
      expect(await status("PUT", "/event/modifications", { event_id, ...change })).toBe(404);
      expect(await status("DELETE", "/event", { event_id })).toBe(404);
    }
    const refused = async (kind: string, details: object) =>
      await status("POST", `/${kind}/new`, { qry: { details } });
    expect(await refused("event", exampleEvent("99"))).toBe(404);
    expect(await refused("message", { entity_id: "99", message_body: "x" })).toBe(404);
    const event_ids = [await server.make("event", exampleEvent(host))];
    const booking = { event_ids, participant_type: "resource", participant_id: patient + 1 };
    expect(await refused("appointment", booking)).toBe(404);
    expect(await server.list("appointment")).toEqual([]);
  });

  it("that others need stays", async () => {
    const { host, doctor, patient } = await server.people();
    const event_id = await server.make("event", exampleEvent(host));
    const booking = { event_ids: event_id, participant_type: "subscriber", participant_id: patient };
    await server.make("appointment", booking);
    await server.make("affiliation", { resource_id: doctor, entity_id: host });
    expect(await status("DELETE", "/entity", { entity_id: host })).toBe(409);
    expect(await status("DELETE", "/resource", { resource_id: doctor })).toBe(409);
    expect(await status("DELETE", "/subscriber", { subscriber_id: patient })).toBe(409);
    expect(await status("DELETE", "/event", { event_id })).toBe(200);
    expect(await server.list("appointment")).toEqual([]);
    expect(await status("DELETE", "/subscriber", { subscriber_id: patient })).toBe(200);
  });

  it("is made once where the request comes twice, and anew after it was changed", async () => {
    const qry = { details: { name: "Twice" } };
    const first = await server.call("POST", "/subscriber/new", { qry });
    expect((await server.call("POST", "/subscriber/new", { qry })).body).toBe(first.body);
    expect(await server.list("subscriber")).toHaveLength(1);
    await server.call("PUT", "/subscriber/modifications", {
      subscriber_id: "1",
      qry: { details: { category: "patient" } },
    });
    expect((await server.call("POST", "/subscriber/new", { qry })).body).not.toBe(first.body);
    server.clock.set("2026-06-01T08:11:00Z");
    await server.call("POST", "/subscriber/new", { qry });
    expect(await server.list("subscriber")).toHaveLength(3);
    expect(await status("DELETE", "/subscriber", { subscriber_id: "3" })).toBe(200);
    expect(await status("DELETE", "/subscriber", { subscriber_id: "3" })).toBe(200);
    expect(await status("DELETE", "/subscriber", { subscriber_id: "4" })).toBe(404);
  });
});

describe("a list", () => {
  it("holds what all criteria select", async () => {
    const { make, list } = server;
    await make("resource", { name: "Ada", category: "doctor", phone: 5550101 });
    await make("resource", { name: "Ada", category: "nurse" });
    const names = async (filter: object) => (await list("resource", filter)).map((one) => one.resource_id);
    expect(await names({ name: "Ada" })).toEqual(["1", "2"]);
    expect(await names({ name: "Ada", category: "nurse" })).toEqual(["2"]);
    expect(await names({ resource_id: ["2", 1, "77", "x"] })).toEqual(["1", "2"]);
    expect(await names({ resource_id: 2 })).toEqual(["2"]);
    expect(await names({ phone: "5550101" })).toEqual(["1"]);
    const qry = { resource_filter: { nickname: "Ada" } };
    expect(await status("GET", "/resource/list_details", { qry })).toBe(400);
  });

  it("shows what is asked for, under the names that flags have", async () => {
    const { host, patient } = await server.people();
    const venue = { city: "Old Mill", country: "Utopia" };
    const deadline = "2026-06-02T08:00:00Z";
    const event_id = await server.make("event", exampleEvent(host, { deadline, venue }));
    const [all] = await server.list("event");
    expect(all).toEqual({
      event_id,
      details: {
        ...{ name: "Consultation", category: "consultation", host_entity_id: host, status: "open" },
        ...{ from: "2026-06-02T09:00:00Z", to: "2026-06-02T10:00:00Z", deadline, venue },
      },
    });
    expect(await server.list("event", {}, { period: true, name: "true", venue: false })).toEqual([
      {
        event_id,
        details: { name: "Consultation", from: "2026-06-02T09:00:00Z", to: "2026-06-02T10:00:00Z" },
      },
    ]);
    expect(await server.list("event", {}, { event_id: false, status: true })).toEqual([
      { details: { status: "open" } },
    ]);
    const booking = { event_ids: [event_id], participant_type: "Subscriber", participant_id: patient };
    await server.make("appointment", booking);
    const [seen] = await server.list("appointment", {}, { event_details: true, exclusive: true });
    expect(seen.details).toMatchObject({
      exclusive: true,
      event_id,
      event_details: { name: "Consultation", venue },
    });
    expect(Object.keys(seen.details)).not.toContain("participant_id");
  });

  it("selects by time and by place", async () => {
    const { host } = await server.people();
    const slots = ["02", "03"].map((day) => ({
      from: `2026-06-${day}T09:00:00`,
      to: `2026-06-${day}T11:00:00+01:00`,
    }));
    await server.make("event", exampleEvent(host, { slots, venue: { city: "Old Mill" } }));
    const ids = async (filter: object) => (await server.list("event", filter)).map((one) => one.event_id);
    expect(await ids({ from: "2026-06-03T00:00:00Z" })).toEqual(["2"]);
    expect(await ids({ to: "2026-06-03T00:00:00Z" })).toEqual(["1"]);
    expect(await ids({ from: "2026-06-02T10:00:00Z", to: "2026-06-03T09:00:00Z" })).toEqual([]);
    expect(await ids({ venue: { city: "Old Mill" } })).toEqual(["1", "2"]);
    expect(await ids({ venue: { city: "Old Mill", street: "x" } })).toEqual([]);
    await server.make("log", { log_category: "attendance", log_data: "status:attended", entity_id: host });
    const logs = async (filter: object) => (await server.list("log", filter)).length;
    expect(await logs({ from: "2026-06-01T08:00:00Z", to: "2026-06-01T08:00:00Z" })).toBe(1);
    expect(await logs({ from: "2026-06-01T08:00:01Z" })).toBe(0);
  });
});

describe("times", () => {
  it.each([
    ["2026-02-31T09:00:00Z"],
    ["2026-06-02"],
    ["tomorrow"],
    ["2026-06-02T25:00:00Z"],
    ["2026-06-02T11:00:00Z"],
  ])("are refused from %s to the second of June at ten", async (from) => {
    const { host } = await server.people();
    const details = exampleEvent(host, { slots: [{ from, to: "2026-06-02T10:00:00Z" }] });
    expect(await status("POST", "/event/new", { qry: { details } })).toBe(400);
  });
});
