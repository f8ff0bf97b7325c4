import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckContext } from "../../conformance/check.ts";
import type { HttpRequest } from "../../conformance/http.ts";
import { sampleExchange } from "../../conformance/report/sample-report.ts";
import type { Undo } from "../../conformance/use-cases/refused.ts";
import { type StartedScheduler, startScheduler } from "../../reference/scheduler/started-scheduler.ts";
import { appointVisit, listVisits } from "./visits.ts";

const MEETING = { officer: "Oriel Tamsin", applicant: "Amra Velloso", email: "amra@people.example" };
const HOUR_MS = 3_600_000;
const LONG = { start_time: "08:00:00", end_time: "16:00:00" };
/** Too short for a visit. */
const SHORT = { start_time: "08:00:00", end_time: "08:20:00" };

let server: StartedScheduler;
let undo: Undo[];
beforeEach(() => {
  server = startScheduler();
  undo = [];
});
afterEach(() => server.close());

/** The scheduler as a desk reaches it. */
function scheduling(): CheckContext {
  const send = async ({ method = "GET", path, query = {} }: HttpRequest) => {
    const { status, text, headers, body } = await server.call(method, path, query);
    const url = `http://scheduler.invalid${path}`;
    return sampleExchange({ method, url, status, text, json: body, headers: Object.fromEntries(headers) });
  };
  const context = { http: { send }, mark: "m", target: { part: "scheduler" } };
  return { ...context, cleanUp: (one: Undo) => undo.push(one) } as unknown as CheckContext;
}

/** An office whose officer is there from Monday to Friday, between these hours. */
async function openOffice(hours = LONG): Promise<string> {
  const host = await server.make("entity", { name: "Social office" });
  const officer = await server.make("resource", { name: MEETING.officer, category: "officer" });
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
  const work_days_hours = days.map((day_of_week) => ({ day_of_week, ...hours }));
  await server.make("affiliation", { resource_id: officer, entity_id: host, work_days_hours });
  return host;
}

describe("appointVisit", () => {
  it("takes the first time that the officer has, some weeks from now, and books both", async () => {
    const host = await openOffice();
    const first = await appointVisit(scheduling(), MEETING);
    const weeks = (Date.parse(first.from) - Date.now()) / (24 * HOUR_MS);
    expect([weeks > 13, weeks < 18, first.from.slice(11)]).toEqual([true, true, "08:00:00.000Z"]);
    expect(await listVisits(scheduling(), MEETING.applicant)).toEqual([
      { title: "Follow-up visit of Amra Velloso", from: first.from },
    ]);
    const next = await appointVisit(scheduling(), { ...MEETING, applicant: "Ben Bakri", email: undefined });
    expect(Date.parse(next.from) - Date.parse(first.from)).toBe(HOUR_MS / 2);
    const events = await server.list("event", { host_entity_id: host }, { event_id: true });
    expect(events).toHaveLength(2);
    expect(await listVisits(scheduling(), "Nobody")).toEqual([]);
  });

  it("does not enter a second time whoever the scheduler knows", async () => {
    await openOffice();
    await server.make("subscriber", { name: MEETING.applicant });
    await appointVisit(scheduling(), MEETING);
    const known = await server.list("subscriber", { name: MEETING.applicant }, { name: true });
    expect(known).toHaveLength(1);
  });

  it.each([
    ["does not know Oriel Tamsin", () => Promise.resolve()],
    ["works at no office", () => server.make("resource", { name: MEETING.officer })],
    ["has no time", () => openOffice(SHORT)],
  ])("makes nothing where the trouble is: %s", async (trouble, prepare) => {
    await prepare();
    await expect(appointVisit(scheduling(), MEETING)).rejects.toThrow(trouble);
    expect(undo).toEqual([]);
  });

  it("can be taken back whole", async () => {
    await openOffice();
    await appointVisit(scheduling(), MEETING);
    for (const action of undo.toReversed()) await action();
    expect(await listVisits(scheduling(), MEETING.applicant)).toEqual([]);
  });
});
