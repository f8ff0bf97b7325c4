import { z } from "zod";
import { type CheckContext, Unmet } from "../../conformance/check.ts";
import { expectShape, expectStatus } from "../../conformance/expect.ts";
import { call, list, make, readTime } from "../../conformance/suites/scheduler/scene.ts";
import { book } from "../../conformance/use-cases/calendar.ts";

/** An appointment of an applicant. */
export interface Visit {
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly from: string;
}

/** Who visits whom. */
export interface Meeting {
  readonly officer: string;
  readonly applicant: string;
  readonly email: string | undefined;
}

const DAY_MS = 86_400_000;
const VISIT_MS = 30 * 60_000;
/** The visit is some weeks after the enrolment. */
const EARLIEST_DAYS = 14;
const LATEST_DAYS = 42;

const MOMENT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g;
const free = z.looseObject({ free_slots: z.array(z.string()) });

/** The appointments of somebody of this name, the next one first. */
export async function listVisits(scheduling: CheckContext, applicant: string): Promise<readonly Visit[]> {
  const found: Visit[] = [];
  for (const id of await findPeople(scheduling, "subscriber", applicant)) {
    const filter = { participant_type: "subscriber", participant_id: id };
    const booked = await list(scheduling, "appointment", filter, { event_details: true });
    const event_id = booked.things.map(({ details }) => String(details["event_id"]));
    if (event_id.length === 0) continue;
    const events = await list(scheduling, "event", { event_id }, { name: true, period: true });
    found.push(...events.things.map(({ details }) => visitOf(details)));
  }
  return found.sort((one, other) => one.from.localeCompare(other.from));
}

/** Appoints a visit at the officer's office, at the first time that the officer has. Throws where nobody has time. */
export async function appointVisit(
  scheduling: CheckContext,
  { officer, applicant, email }: Meeting,
): Promise<Visit> {
  const [resource] = await findPeople(scheduling, "resource", officer);
  if (resource === undefined) throw new Unmet(`the scheduler does not know ${officer}`);
  const { things } = await list(scheduling, "affiliation", { resource_id: resource }, { entity_id: true });
  const host = things[0]?.details["entity_id"];
  if (typeof host !== "string") throw new Unmet(`${officer} works at no office that the scheduler knows`);
  const from = await findTime(scheduling, resource, host);
  if (from === undefined) throw new Unmet(`${officer} has no time for it`);
  const [known] = await findPeople(scheduling, "subscriber", applicant);
  const details = { name: applicant, category: "beneficiary", ...(email === undefined ? {} : { email }) };
  const visitor = known ?? (await make(scheduling, "subscriber", details));
  const title = `Follow-up visit of ${applicant}`;
  const slot = { from: from.toISOString(), to: new Date(from.getTime() + VISIT_MS).toISOString() };
  const event = await make(scheduling, "event", {
    ...{ name: title, category: "visit", host_entity_id: host, slots: [slot], subscriber_limit: "1" },
  });
  for (const [kind, id] of [["resource", resource] as const, ["subscriber", visitor] as const])
    expectStatus(await book(scheduling, [event], kind, id), 200);
  return { title, from: slot.from };
}

async function findPeople(
  scheduling: CheckContext,
  kind: "resource" | "subscriber",
  name: string,
): Promise<string[]> {
  const { things } = await list(scheduling, kind, { name }, { [`${kind}_id`]: true, name: true });
  return things.filter(({ details }) => details["name"] === name).map(({ id }) => id);
}

/** The first moment at which somebody is free for long enough. */
async function findTime(
  scheduling: CheckContext,
  resource_id: string,
  host: string,
): Promise<Date | undefined> {
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  const [from, to] = [EARLIEST_DAYS, LATEST_DAYS].map((days) => `${inDays(days)}T00:00:00Z`);
  const qry = { free_resource_filter: { from, to, resource_id, Entity_id: host } };
  const answer = await call(scheduling, "GET", "/resource/availability", { qry });
  expectStatus(answer, 200, 404);
  if (answer.status === 404) return undefined;
  const found = expectShape(answer, z.array(z.union([free, z.array(free)]))).flat();
  for (const slot of found.flatMap(({ free_slots }) => free_slots)) {
    const [begin = Number.NaN, end = Number.NaN] = (slot.match(MOMENT) ?? []).map(readTime);
    if (end - begin >= VISIT_MS) return new Date(begin);
  }
  return undefined;
}

function visitOf(details: Readonly<Record<string, unknown>>): Visit {
  const from = new Date(readTime(String(details["from"])));
  const known = Number.isNaN(from.getTime()) ? "" : from.toISOString();
  return { title: String(details["name"] ?? ""), from: known };
}
