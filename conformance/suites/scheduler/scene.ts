import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectJson, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { requestorOf } from "./fixtures.ts";

/** The file of the API, and an operation in it, as a check's section names them. */
export const schedulerApi = (call: string): string => `Govstack_scheduler_BB_APIs.json, ${call}`;

/** The kinds of things, as paths name them. */
export type KindName =
  | "event"
  | "appointment"
  | "entity"
  | "resource"
  | "subscriber"
  | "message"
  | "affiliation"
  | "alert_schedule"
  | "log";

/** Parameters of the query: objects are sent as JSON, undefined is left out. */
export type Parameters = Readonly<Record<string, unknown>>;
/** The details of a thing. */
export type Details = Readonly<Record<string, unknown>>;
/** A thing as lists have it. */
export interface Thing {
  readonly id: string;
  readonly details: Details;
}

const SOON_DAYS = 30;

/** A moment of a day some weeks ahead, so that no deadline is near: `09:00:00`, one day later for each `more`. */
export function moment(time: string, more = 0): string {
  const day = new Date(Date.now() + (SOON_DAYS + more) * 86_400_000);
  return `${day.toISOString().slice(0, 10)}T${time}Z`;
}

/** Calls an operation as somebody who may, unless the parameters say otherwise, with all of it in the query. */
export function call(
  context: CheckContext,
  method: NonNullable<HttpRequest["method"]>,
  path: string,
  parameters: Parameters,
): Promise<Exchange> {
  const all = Object.entries({ ...requestorOf(context), ...parameters });
  const query = Object.fromEntries(
    all
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  return context.http.send({ method, path, query });
}

/** The name that a new thing's details have in the file: `details` for two kinds. */
export function detailsName(kind: KindName): string {
  return kind === "event" || kind === "entity" ? "details" : `${kind}_details`;
}

/** Asks for a new thing. */
export function askNew(
  context: CheckContext,
  kind: KindName,
  details: unknown,
  others: Parameters = {},
): Promise<Exchange> {
  const qry = { [detailsName(kind)]: details };
  return call(context, "POST", `/${kind}/new`, { qry, ...others });
}

/** Makes a thing that is deleted after the check, and gives its ids: one, or one for each slot or event. */
export async function makeAll(
  context: CheckContext,
  kind: KindName,
  details: unknown,
): Promise<readonly string[]> {
  const answer = await askNew(context, kind, details);
  expectStatus(answer, 200);
  const ids = readIds(answer, kind);
  for (const id of ids) cleanUp(context, kind, id);
  return ids;
}

/** Makes one thing and gives its id. */
export async function make(context: CheckContext, kind: KindName, details: unknown): Promise<string> {
  return (await makeAll(context, kind, details)).at(-1) ?? "";
}

/** The ids that an answer names, as `event_id:12345`, or all of it where it names none. */
export function readIds(answer: Exchange, kind: KindName): readonly string[] {
  const text = expectJson(answer);
  expectTrue(typeof text === "string" && text !== "", "the answer to a new thing is no text", answer);
  const named = [...text.matchAll(new RegExp(`${kind}_id:([^,\\]\\s]+)`, "gi"))].map(([, id = ""]) => id);
  // A name may hold what looks like an id; where a kind has names it has one id, the last.
  const hasName = kind === "entity" || kind === "resource" || kind === "subscriber";
  if (named.length === 0) return [text];
  return hasName ? named.slice(-1) : named;
}

/** Deletes a thing after the check; that it is gone already is as good. */
export function cleanUp(context: CheckContext, kind: KindName, id: string): void {
  context.cleanUp(async () => void (await askDelete(context, kind, id)));
}

/** Asks for a thing to be deleted. */
export function askDelete(
  context: CheckContext,
  kind: KindName,
  id: string,
  others: Parameters = {},
): Promise<Exchange> {
  return call(context, "DELETE", `/${kind}`, { [`${kind}_id`]: id, ...others });
}

/** Asks for details of a thing to be changed. */
export function askChange(
  context: CheckContext,
  kind: KindName,
  id: string,
  details: unknown,
  others: Parameters = {},
): Promise<Exchange> {
  const parameters = { [`${kind}_id`]: id, qry: { details }, ...others };
  return call(context, "PUT", `/${kind}/modifications`, parameters);
}

/** Asks for a list. */
export function askList(
  context: CheckContext,
  kind: KindName,
  filter: object,
  required: object = {},
  others: Parameters = {},
): Promise<Exchange> {
  const qry = { [`${kind}_filter`]: filter, [`${kind}_details_required`]: required };
  return call(context, "GET", `/${kind}/list_details`, { qry, ...others });
}

/** The things of a list; what is not found may also be answered 404. */
export async function list(
  context: CheckContext,
  kind: KindName,
  filter: object,
  required: object,
): Promise<{ readonly things: readonly Thing[]; readonly exchange: Exchange }> {
  const exchange = await askList(context, kind, filter, required);
  expectStatus(exchange, 200, 404);
  if (exchange.status === 404) return { things: [], exchange };
  const id = `${kind}_id`;
  const item = z.looseObject({ [id]: z.string().min(1), details: z.looseObject({}) });
  // The file has a list of lists, and means one list.
  const listed = expectShape(exchange, z.array(z.union([item, z.array(item)]))).flat();
  return {
    things: listed.map((one) => ({ id: String(one[id]), details: one["details"] as Details })),
    exchange,
  };
}

const TIMES = new Set(["from", "to", "deadline", "alert_datetime", "datetime"]);

/** The details say what is wanted of them; of moments, in whatever offset they are written. */
export function expectDetails(actual: Details, wanted: Details, what: string, exchange?: Exchange): void {
  for (const [key, value] of Object.entries(wanted)) {
    const own = actual[key];
    if (!TIMES.has(key)) expectEqual(own, value, `${key} of ${what}`, exchange);
    else {
      expectTrue(typeof own === "string", `${key} of ${what} is no text`, exchange);
      expectEqual(readTime(own), Date.parse(String(value)), `${key} of ${what}, as a moment,`, exchange);
    }
  }
}

/** Milliseconds of an ISO 8601 text; without an offset it is UTC (data#req-2). */
export function readTime(text: string): number {
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
}
