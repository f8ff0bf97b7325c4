import type { CheckContext, UseCaseContext } from "../check.ts";
import { expectEqual, expectStatus } from "../expect.ts";
import type { Exchange } from "../http.ts";
import { FORBIDDEN } from "../suites/scheduler/refusals.ts";
import { askNew, cleanUp, list, make, moment, readIds } from "../suites/scheduler/scene.ts";
import { checkContextOf } from "./check-context.ts";

const FLAGS = { appointment_id: true, participant_id: true, event_details: true };
/** Begins half an hour after nine. */
const OVERLAP = { from: moment("09:30:00"), to: moment("10:30:00") };

/** An office to which people come, or which comes to them, and who of it does. */
export interface Office {
  readonly host: string;
  readonly officer: string;
}

/** What stands in the calendar of an office: its events, and those at which its officer is. */
export interface Calendar {
  readonly events: readonly string[];
  readonly officer: readonly string[];
}

/** The slot from nine to ten, so many days after the first that is looked at. */
export const slotOf = (more = 0) => ({ from: moment("09:00:00", more), to: moment("10:00:00", more) });

/**
 * An office with an officer, for the time of the story; `category` is what the officer is. Where they are taken, somebody
 * else has them on the first day.
 */
export async function openOffice(context: UseCaseContext, category: string, taken: boolean): Promise<Office> {
  const check = checkContextOf(context, "scheduling");
  const { mark } = context;
  const host = await make(check, "entity", { name: `Test office ${mark}`, category });
  const officer = await make(check, "resource", { name: `Test ${category} ${mark}`, category });
  if (taken) {
    const name = `Other appointment ${mark}`;
    const event = await make(check, "event", { name, host_entity_id: host, slots: [OVERLAP] });
    expectStatus(await book(check, [event], "resource", officer), 200);
  }
  return { host, officer };
}

/** Enters the applicant of the story as somebody who is expected. */
export const enterVisitor = (scheduling: CheckContext, details: object = {}): Promise<string> =>
  make(scheduling, "subscriber", { name: visitorOf(scheduling), ...details });

const visitorOf = ({ mark }: CheckContext): string => `Test applicant ${mark}`;

/** Books somebody at events, all or none; whether they were free shows in the answer's status. */
export async function book(
  check: CheckContext,
  event_ids: readonly string[],
  participant_type: "resource" | "subscriber",
  participant_id: string,
): Promise<Exchange> {
  const details = { exclusive: true, event_ids, participant_type, participant_id };
  const answer = await askNew(check, "appointment", details);
  if (!isTaken(answer)) {
    expectStatus(answer, 200);
    for (const id of readIds(answer, "appointment")) cleanUp(check, "appointment", id);
  }
  return answer;
}

/** Books the officer and the visitor at events; the answer by which one of them was refused, or undefined. */
export async function bookBoth(
  scheduling: CheckContext,
  events: readonly string[],
  { officer }: Office,
  visitor: string,
): Promise<Exchange | undefined> {
  for (const [kind, id] of [["resource", officer] as const, ["subscriber", visitor] as const]) {
    const answer = await book(scheduling, events, kind, id);
    if (isTaken(answer)) return answer;
  }
  return undefined;
}

/** Whether somebody could not be booked, since they or the place are taken. */
const isTaken = ({ status }: Exchange): boolean => FORBIDDEN.some((one) => one === status);

/** What stands in the calendar. */
export async function readCalendar(check: CheckContext, { host, officer }: Office): Promise<Calendar> {
  const { things } = await list(check, "event", { host_entity_id: host }, { event_id: true });
  return {
    events: things.map(({ id }) => id).sort(),
    officer: await eventsOf(check, "resource", officer),
  };
}

/** The events at which somebody has an appointment. */
export async function eventsOf(
  check: CheckContext,
  participant_type: "resource" | "subscriber",
  participant_id: string,
): Promise<readonly string[]> {
  const filter = { participant_type, participant_id };
  const { things } = await list(check, "appointment", filter, FLAGS);
  return things.map(({ details }) => String(details["event_id"])).sort();
}

/** The calendar is what it was, and the applicant of this story is not expected. */
export async function expectUnchanged(
  check: CheckContext,
  office: Office,
  calendar: Calendar,
): Promise<void> {
  expectEqual(await readCalendar(check, office), calendar, "the calendar of the office");
  const { things } = await list(check, "subscriber", { name: visitorOf(check) }, { name: true });
  expectEqual(things.length, 0, "the number of those who are expected");
}
