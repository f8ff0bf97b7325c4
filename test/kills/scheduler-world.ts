import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { SchedulerSink } from "./scheduler-sink.ts";
import type { World, Write } from "./world.ts";

const END_LIMIT = 30_000;
const CLIENTS = 8;
const HOUR = 3_600_000;
const CALLER = { requestor_id: "clinic", request_token: "a-token" };
/** Alerts are told apart by their moments, which are all past. */
const PAST = Date.parse("2026-01-01T00:00:00Z");
const FUTURE = Date.parse("2040-01-01T00:00:00Z");

const time = (at: number): string => new Date(at).toISOString();

/** A clinic with a patient for each client, who has an appointment and is alerted at the sink. */
function seedFor(url: string): Record<string, unknown> {
  const numbers = Array.from({ length: CLIENTS }, (_, index) => index + 1);
  return {
    entities: [{ entity_id: 1, details: { name: "Clinic" } }],
    messages: [{ message_id: 1, details: { entity_id: 1, message_body: "You have an appointment." } }],
    subscribers: numbers.map((subscriber_id) => ({
      subscriber_id,
      details: { name: `Patient ${subscriber_id}`, phone: "none", alert_url: `${url}/${subscriber_id}` },
    })),
    events: numbers.map((event_id) => ({
      event_id,
      details: { name: "Seeded", host_entity_id: 1, from: time(PAST), to: time(PAST + HOUR) },
    })),
    appointments: numbers.map((number) => ({
      appointment_id: number,
      details: { event_id: number, participant_type: "subscriber", participant_id: number },
    })),
  };
}

/** Eight clients that write logs, make and book events, have alerts brought and change what is known of a patient. */
export function createSchedulerWorld(sink: SchedulerSink): World {
  const journal = new Journal();
  let turn = 0;
  for (let client = 0; client < CLIENTS; client++) journal.put(`phone/${client}`, "none");
  const own = (kind: string, client: number): string[] =>
    [...journal.keys()].filter((key) => key.startsWith(`${kind}/${client}/`));
  return {
    block: "scheduler",
    seed: seedFor(sink.url),
    file: "scheduler.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      const events = own("event", client).filter((key) => journal.value(booked(key)) === undefined);
      const logs = own("log", client);
      if (events.length > 0 && random.chance(0.4)) return book(journal, random.pick(events), client);
      if (logs.length > 0 && random.chance(0.15)) return removeLog(journal, random.pick(logs));
      return random.pick([makeEvent, makeLog, makeAlert, changePhone])(client, turn);
    },
    inspect: async (caller) => {
      const state = await readState(caller);
      return { state, complaints: await untilAlerted(state, sink) };
    },
  };
}

const booked = (event: string): string => event.replace("event/", "appointment/");

function write(key: string, method: string, path: string, parameters: object): Write {
  const body = { ...CALLER, ...parameters };
  return { key, method, path, body, after: "any", status: 200, stored: lastId };
}

/** Texts such as `[Event_id:3,appointment_id:4]` end with the id. */
function lastId(body: unknown): string {
  return /(\d+)\]?$/.exec(String(body))?.[1] ?? "";
}

function makeLog(client: number, turn: number): Write {
  const details = { entity_id: 1, log_category: "test", log_data: `log/${client}/${turn}` };
  return write(details.log_data, "POST", "/log/new", { qry: { details } });
}

function removeLog(journal: Journal, key: string): Write {
  return { ...write(key, "DELETE", "/log", { log_id: journal.value(key) }), after: undefined };
}

/** Each event has an hour of its own, so that every one can be booked. */
function makeEvent(client: number, turn: number): Write {
  const from = FUTURE + turn * HOUR;
  const slots = [{ from: time(from), to: time(from + HOUR) }];
  const name = `event/${client}/${turn}`;
  return write(name, "POST", "/event/new", {
    qry: { details: { name, host_entity_id: 1, slots, subscriber_limit: 1 } },
  });
}

function book(journal: Journal, event: string, client: number): Write {
  const participant = { participant_type: "subscriber", participant_id: client + 1 };
  const details = { event_ids: [journal.value(event)], ...participant };
  return write(booked(event), "POST", "/appointment/new", { qry: { details } });
}

function makeAlert(client: number, turn: number): Write {
  const alert_datetime = time(PAST + turn);
  const details = { event_id: client + 1, message_id: 1, target_category: "subscriber", alert_datetime };
  return write(`alert/${client}/${turn}`, "POST", "/alert_schedule/new", { qry: { details } });
}

function changePhone(client: number, turn: number): Write {
  const phone = `+999${turn}`;
  const parameters = { subscriber_id: client + 1, qry: { details: { phone } } };
  return { ...write(`phone/${client}`, "PUT", "/subscriber/modifications", parameters), after: phone };
}

/** Everything that the server holds, by the keys of the writes. */
async function readState(caller: Caller): Promise<Map<string, string>> {
  const state = new Map<string, string>();
  for (const { log_id, details } of await list(caller, "log")) state.set(details["log_data"], log_id);
  const names = new Map<string, string>();
  for (const { event_id, details } of await list(caller, "event")) {
    names.set(event_id, details["name"]);
    if (details["name"] !== "Seeded") state.set(details["name"], event_id);
  }
  for (const { appointment_id, details } of await list(caller, "appointment")) {
    const name = String(names.get(details["event_id"]));
    if (name !== "Seeded") state.set(booked(name), appointment_id);
  }
  for (const { alert_schedule_id, details } of await list(caller, "alert_schedule")) {
    const turn = Date.parse(details["alert_datetime"]) - PAST;
    state.set(`alert/${Number(details["event_id"]) - 1}/${turn}`, alert_schedule_id);
  }
  for (const { subscriber_id, details } of await list(caller, "subscriber"))
    state.set(`phone/${Number(subscriber_id) - 1}`, details["phone"]);
  return state;
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has details of its own
async function list(caller: Caller, kind: string): Promise<any[]> {
  const body = { ...CALLER, qry: { [`${kind}_filter`]: {} } };
  return (await caller.expect({ method: "POST", path: `/${kind}/list_details`, body }, 200)).body;
}

/** Waits until every alert that the server holds was brought, each under one id; says what did not come. */
async function untilAlerted(state: ReadonlyMap<string, string>, sink: SchedulerSink): Promise<string[]> {
  const wanted = [...state]
    .filter(([key]) => key.startsWith("alert/"))
    .map(([key, id]) => `${id} /${Number(key.split("/")[1]) + 1}`);
  const missing = () => wanted.filter((alert) => !sink.taken.has(alert));
  const end = Date.now() + END_LIMIT;
  while (missing().length > 0 && Date.now() < end) await pause(20);
  const renamed = [...sink.taken].filter(([, ids]) => ids.size > 1);
  return [
    ...missing().map((alert) => `the alert ${alert} is due and did not come`),
    ...renamed.map(([alert, ids]) => `the alert ${alert} came as ${[...ids].join(" and ")}`),
  ];
}
