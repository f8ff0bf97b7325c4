import { readForm, readOptionalBody } from "../body.ts";
import type { Call } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { requireObject } from "./details.ts";

const FORM = "application/x-www-form-urlencoded";
/** The content of `qry` by parameter, where a caller takes the file's `explode` at its word. */
const EXPLODED = /^(?:details|\w+_(?:details|filter|details_required))$/;
const LONGEST_ID = 200;

/** What every operation is told. */
export interface Parameters {
  readonly requestor: string;
  readonly token: string;
  /** The parameter of this name, such as `event_id`. Throws a refusal with 400 where it is missing. */
  readonly text: (name: string) => string;
  /** The object in `qry`. Throws a refusal with 400 where it is missing or none. */
  readonly qry: () => Readonly<Record<string, unknown>>;
}

/**
 * Reads the parameters: from the query, as the file has it, and what is missing there from a JSON object or a form in
 * the body. Throws a refusal with 400 where nobody says who asks.
 */
export async function readParameters(call: Call): Promise<Parameters> {
  const { query, request } = call;
  const body = request.method === "GET" ? {} : await readBodyParameters(request);
  const find = (name: string): unknown => query.get(name) ?? body[name];
  const text = (name: string): string => {
    const value = find(name);
    const known = typeof value === "number" ? String(value) : value;
    if (typeof known === "string" && known !== "") return known;
    throw badRequest(`the parameter ${name} is required`);
  };
  const requestor = text("requestor_id");
  if (requestor.length > LONGEST_ID) throw badRequest(`requestor_id has more than ${LONGEST_ID} characters`);
  return { requestor, token: text("request_token"), text, qry: () => readQry(find("qry"), query, body) };
}

async function readBodyParameters(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === FORM) return Object.fromEntries(await readForm(request));
  const body = await readOptionalBody(request, []);
  return body === undefined ? {} : requireObject(body, "the request body");
}

function readQry(
  given: unknown,
  query: URLSearchParams,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (given !== undefined && given !== "") return requireObject(readJson(given, "qry"), "qry");
  const names = [...query.keys(), ...Object.keys(body)].filter((name) => EXPLODED.test(name));
  if (names.length === 0) throw badRequest("the parameter qry is required");
  return Object.fromEntries(names.map((name) => [name, readJson(query.get(name) ?? body[name], name)]));
}

function readJson(value: unknown, name: string): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    // What the parser says quotes the text, and with it what may be personal.
    throw badRequest(`${name} is not JSON`);
  }
}
