import { z } from "zod";
import { type CheckContext, Unmet, type UseCaseContext } from "../../check.ts";
import { expectEqual, expectMatches } from "../../expect.ts";
import { make, makeAll } from "../../suites/scheduler/scene.ts";
import { bookBoth, enterVisitor, type Office, slotOf } from "../calendar.ts";
import { markOf } from "../unconditional-social-cash-transfer/inbox.ts";
import { CareRefused } from "./refusal.ts";

/** On which days of the series there is a check-up. */
const DAYS = [0, 7, 28];
/** How long a reminder that is due may take to arrive. */
const ARRIVAL_MS = 10_000;

/** The check-ups of mother and child. */
export interface Visits {
  /** The events, in their order. */
  readonly events: readonly string[];
  readonly visitor: string;
}

/** The mark at the sink where a mother's reminders arrive. */
const reminderMark = ({ mark }: Pick<UseCaseContext, "mark">): string => markOf(mark, "reminder");

/** Keeps the whole series for the nurse and for the mother. Throws a {@link CareRefused}. */
export async function keepVisits(scheduling: CheckContext, office: Office): Promise<Visits> {
  const { mark, sink } = scheduling;
  const visitor = await enterVisitor(scheduling, { alert_url: sink?.urlFor(reminderMark(scheduling)) });
  const events = await makeAll(scheduling, "event", {
    name: `Check-up of mother and child ${mark}`,
    category: "check-up",
    host_entity_id: office.host,
    slots: DAYS.map(slotOf),
    subscriber_limit: "1",
  });
  expectEqual(events.length, DAYS.length, "the number of check-ups");
  const taken = await bookBoth(scheduling, events, office, visitor);
  if (taken !== undefined)
    throw new CareRefused("scheduling", "slot", `the appointments were answered ${taken.status}`, taken);
  return { events, visitor };
}

const reminder = z.looseObject({ message_body: z.string(), alert_id: z.string().optional() });

/** Has the mother reminded of her first check-up, and sees that the reminder has come to her. */
export async function remind(
  scheduling: CheckContext,
  { host }: Office,
  { events: [event_id], visitor }: Visits,
): Promise<void> {
  const { mark, sink } = scheduling;
  const message_body = `Your check-up is soon (${mark})`;
  const message_id = await make(scheduling, "message", {
    entity_id: host,
    category: "reminder",
    message_body,
  });
  const schedule = { event_id, target_category: "subscriber", message_id };
  const details = { ...schedule, alert_datetime: new Date().toISOString() };
  const alert_schedule_id = await make(scheduling, "alert_schedule", details);
  const call = await sink?.next(reminderMark(scheduling), ({ method }) => method === "POST", ARRIVAL_MS);
  if (call === undefined) throw new Unmet("the reminder has not come");
  const said = reminder.parse(JSON.parse(call.body));
  expectEqual(said.message_body, message_body, "what the reminder says");
  const truth = { ...schedule, alert_schedule_id, target_id: visitor };
  const known = Object.entries(truth).filter(([name]) => said[name] !== undefined);
  expectMatches(said, Object.fromEntries(known), "the reminder");
  // A reminder begins a way of its own, which no application has asked for: its number is its own.
  if (said.alert_id !== undefined)
    expectEqual(call.headers["x-correlation-id"], said.alert_id, "the number of the reminder");
}

/** So many reminders have come to the mother. */
export async function expectReminders(context: UseCaseContext, count: number): Promise<void> {
  const came = (await context.sink?.received(reminderMark(context))) ?? [];
  expectEqual(came.length, count, "the number of reminders");
}
