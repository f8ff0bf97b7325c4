import type { Mix, Request } from "./mixes.ts";

const EVENTS = 1000;
const PEOPLE = 1000;
const DOCTORS = 20;
const FIRST = Date.parse("2040-01-01T00:00:00Z");
const HOUR = 3_600_000;
const CALLER = "requestor_id=bench&request_token=a-token-of-the-bench";

const time = (at: number): string => new Date(at).toISOString();
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A clinic with a thousand hours that can be booked by a thousand people, and twenty doctors with work hours. */
export function schedulerSeed(): unknown {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
  const work_days_hours = days.map((day_of_week) => ({
    ...{ day_of_week, start_time: "08:00:00", end_time: "16:00:00" },
  }));
  return {
    entities: [{ entity_id: 1, details: { name: "Clinic" } }],
    resources: numbers(DOCTORS).map((resource_id) => ({
      ...{ resource_id, details: { name: `Doctor ${resource_id}`, category: "doctor" } },
    })),
    affiliations: numbers(DOCTORS).map((affiliation_id) => ({
      ...{ affiliation_id, details: { resource_id: affiliation_id, entity_id: 1, work_days_hours } },
    })),
    subscribers: numbers(PEOPLE).map((subscriber_id) => ({
      ...{ subscriber_id, details: { name: `Patient ${subscriber_id}`, category: "patient" } },
    })),
    events: numbers(EVENTS).map((event_id) => {
      const from = FIRST + event_id * HOUR;
      const slots = [{ from: time(from), to: time(from + HOUR) }];
      return {
        event_id,
        details: { name: `Hour ${event_id}`, host_entity_id: 1, slots, subscriber_limit: 5 },
      };
    }),
  };
}

/** What a desk asks: who is booked, who has time, what takes place; it books, and writes down who came. */
export const askScheduler: Mix = (random) => {
  const ask = (method: string, path: string, qry: object, ...statuses: readonly number[]): Request => ({
    ...{ method, path: `${path}?${CALLER}&qry=${JSON.stringify(qry)}`, statuses },
  });
  const dice = random.next();
  const event_id = String(1 + random.below(EVENTS));
  const participant_id = String(1 + random.below(PEOPLE));
  const participant = { participant_type: "subscriber", participant_id };
  if (dice < 0.3) return ask("GET", "/event/list_details", { event_filter: { event_id: [event_id] } }, 200);
  if (dice < 0.5) return ask("GET", "/appointment/list_details", { appointment_filter: participant }, 200);
  if (dice < 0.6) {
    const from = FIRST + random.below(EVENTS) * HOUR;
    const filter = { category: "doctor", Entity_id: "1", from: time(from), to: time(from + 24 * HOUR) };
    return ask("GET", "/resource/availability", { free_resource_filter: filter }, 200);
  }
  if (dice < 0.85) {
    const details = { event_ids: [event_id], ...participant };
    return ask("POST", "/appointment/new", { details }, 200, 409);
  }
  const details = {
    log_category: "attendance",
    log_data: `event:${event_id},${random.below(1e9)}`,
    entity_id: "1",
  };
  return ask("POST", "/log/new", { details }, 200);
};
