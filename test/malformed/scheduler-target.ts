import type { Caller } from "../kills/call.ts";
import type { Described, Schema } from "./describe.ts";
import type { Target } from "./target.ts";

const CALLER = { requestor_id: "clinic", request_token: "a-token" };
const KINDS = ["event", "appointment", "entity", "resource", "subscriber", "message"] as const;
const OTHERS = ["affiliation", "alert_schedule", "log"] as const;
const text: Schema = { type: "string" };

/** The server describes its parameters in the query; it takes them from a body too. */
const inBody: readonly Described[] = [...KINDS, ...OTHERS].flatMap((kind) => {
  const properties = { requestor_id: text, request_token: text, qry: text, [`${kind}_id`]: text };
  const body: Schema = { type: "object", properties, required: ["requestor_id", "request_token", "qry"] };
  const types = ["application/json"];
  return [
    { id: `${kind} new in a body`, method: "POST", path: `/${kind}/new` },
    { id: `${kind} modifications in a body`, method: "PUT", path: `/${kind}/modifications` },
    { id: `${kind} list in a body`, method: "POST", path: `/${kind}/list_details` },
  ].map((operation) => ({ ...operation, parameters: [], types, body }));
});

/** A scheduler with one thing of most kinds, whatever was deleted of them. */
export function createSchedulerTarget(): Target {
  const ids = new Map<string, string>();
  const make = async (caller: Caller, kind: string, details: object): Promise<void> => {
    const body = { ...CALLER, qry: { details } };
    const answer = await caller.expect({ method: "POST", path: `/${kind}/new`, body }, 200);
    ids.set(kind, /(\d+)\]?$/.exec(String(answer.body))?.[1] ?? "");
  };
  let turn = 0;
  const restore = async (caller: Caller): Promise<void> => {
    turn += 1;
    await make(caller, "entity", { name: `Clinic ${turn}` });
    await make(caller, "resource", { name: `Ada ${turn}`, category: "doctor" });
    await make(caller, "subscriber", { name: `Ben ${turn}`, alert_url: "http://127.0.0.1:9/alert" });
    await make(caller, "message", { entity_id: ids.get("entity"), message_body: "Hello" });
    const from = Date.parse("2040-01-01T00:00:00Z") + turn * 3_600_000;
    const slots = [{ from: new Date(from).toISOString(), to: new Date(from + 1_800_000).toISOString() }];
    await make(caller, "event", { name: "Consultation", host_entity_id: ids.get("entity"), slots });
    const participant = { participant_type: "subscriber", participant_id: ids.get("subscriber") };
    await make(caller, "appointment", { event_ids: [ids.get("event")], ...participant });
  };
  return {
    block: "scheduler",
    seed: {},
    beyond: inBody,
    allowed: [],
    words: () => ({
      requestor_id: ["clinic", "clinic", "stranger"],
      request_token: ["a-token"],
      qry: contents(ids),
      ...Object.fromEntries(
        [...KINDS, ...OTHERS].map((kind) => [
          `${kind}_id`,
          [ids.get(kind) ?? "1", ids.get(kind) ?? "1", "x"],
        ]),
      ),
      client: ["SANDBOX/GOV/9/client-1"],
    }),
    restore,
    check: async (caller) => {
      const body = { ...CALLER, qry: { entity_filter: { entity_id: [ids.get("entity")] } } };
      const { body: found } = await caller.expect(
        { method: "POST", path: "/entity/list_details", body },
        200,
      );
      if (found.length !== 1) throw new Error("an entity that was made is not there");
    },
  };
}

/** What `qry` may hold, right for one operation and wrong for others. */
function contents(ids: ReadonlyMap<string, string>): string[] {
  const [entity_id, event_id, resource_id] = ["entity", "event", "resource"].map(
    (kind) => ids.get(kind) ?? "1",
  );
  const [subscriber_id, message_id] = ["subscriber", "message"].map((kind) => ids.get(kind) ?? "1");
  const slot = { from: "2040-06-01T09:00:00Z", to: "2040-06-01T10:00:00Z" };
  const hours = [{ day_of_week: "monday", start_time: "09:00", end_time: "17:00:00" }];
  const details: object[] = [
    { name: "x", category: "a", phone: 5, email: "a@b.example", alert_url: "www.abc.example" },
    { name: "x", host_entity_id: entity_id, slots: [slot, slot], venue: { city: "x" }, subscriber_limit: 3 },
    { event_ids: [event_id], participant_type: "subscriber", participant_id: subscriber_id },
    { event_ids: [event_id, event_id], participant_type: "resource", participant_id: resource_id },
    { entity_id, message_body: "ä ö 漢", category: null },
    { resource_id, entity_id, work_days_hours: hours },
    { event_id, message_id, target_category: "subscriber", alert_datetime: "2026-01-01T00:00:00" },
    { log_category: "a", log_data: "b", entity_id, datetime: "2026-01-01T00:00:00+05:30" },
    { from: "2040-06-01T09:00:00Z", deadline: "never", exclusive: "true" },
    { name: "\u0000 \ud800", slots: { from: 1 }, venue: [], participant_type: {} },
  ];
  const filters = [...KINDS, ...OTHERS].map((kind) => ({
    [`${kind}_filter`]: { [`${kind}_id`]: ["1", 2], from: slot.from, to: slot.to },
    [`${kind}_details_required`]: { [`${kind}_id`]: true, name: "true" },
  }));
  const wide = { free_resource_filter: { from: "2040-01-01T00:00:00Z", to: "2040-12-31T00:00:00Z" } };
  const all = [...details.map((one) => ({ details: one })), ...filters, wide, { entity_filter: {} }, []];
  return [...all.map((one) => JSON.stringify(one)), "{", "null", "[".repeat(2000)];
}
