import type { Answer, Call, Operation } from "../operation.ts";
import { bothSpellings } from "./credential-envelope.ts";
import { Failure, invalidRequest } from "./envelope.ts";
import { EVENT_STATUSES, EVENT_TYPES, eventsOf, type PersonEvent } from "./events.ts";
import { isDate } from "./fields.ts";
import { requireResident } from "./guards.ts";
import type { Identity } from "./identity.ts";
import { routesOf } from "./routes.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MOST = 1000;

/** What a person asks of their history. */
interface Question {
  /** Milliseconds since 1970; `to` is excluded. */
  readonly from: number;
  readonly to: number;
  /** Minutes that local time is behind UTC. */
  readonly offset: number;
  readonly page: number;
  readonly size: number;
  readonly search: string;
  readonly types: readonly string[];
  readonly statuses: readonly string[];
  readonly isDescending: boolean;
}

/** What happened to a person's identity (Credential-Management.yaml, /service-history/{langCode}). */
export function historyOperation(identity: Identity): Operation {
  const path = "/service-history/{langCode}";
  const query = [
    "fromDate",
    "pageFetch",
    "pageStart",
    "searchText",
    "serviceType",
    "sortType",
    "statusFilter",
    "toDate",
  ];
  return {
    id: "getServiceHistory",
    summary: "What happened to the person's identity",
    method: "GET",
    path,
    routes: routesOf(path),
    query: query.map((name) => ({ name })),
    responses: { 200: "Events, or why not", 401: "Not a person's token" },
    handle: async (call) => {
      const { person } = await requireResident(identity, call);
      try {
        const question = readQuestion(call);
        const all = identity.store.read((db) => eventsOf(db, person.id, question.from, question.to));
        return answer({ response: pageOf(all, question), errors: [] });
      } catch (error) {
        if (error instanceof Failure) return answer({ errors: [bothSpellings(error)] });
        throw error;
      }
    },
  };
}

function answer(content: object): Answer {
  const body = {
    id: "govstack.service-history",
    version: "1.0",
    responseTime: new Date().toISOString(),
    ...content,
  };
  return { status: 200, body };
}

function readQuestion({ params, query, headers }: Call): Question {
  if (!/^[A-Za-z]{3}$/.test(params["langCode"] ?? "")) throw invalidRequest("langCode: three letters");
  if (!/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/.test(headers.get("locale") ?? ""))
    throw invalidRequest("locale: the header must be one such as en-US");
  const offset = headers.get("time-zone-offset") ?? "";
  if (!/^[+-]?\d{1,3}$/.test(offset) || Math.abs(Number(offset)) > 840)
    throw invalidRequest("time-zone-offset: the header must be minutes, such as -330");
  const search = query.get("searchText") ?? "";
  if (search.length > 30) throw invalidRequest("searchText: at most 30 characters");
  const sort = choice(query, "sortType", ["ASC", "DESC"], "ASC");
  const type = choice(query, "serviceType", [...EVENT_TYPES, "ALL"], "ALL");
  return {
    ...readDays(query, Number(offset)),
    offset: Number(offset),
    page: count(query, "pageStart", 0, 0),
    size: count(query, "pageFetch", 10, 1),
    search,
    types: type === "ALL" ? EVENT_TYPES : [type],
    statuses: readStatuses(query),
    isDescending: sort === "DESC",
  };
}

function readDays(query: URLSearchParams, offset: number): { from: number; to: number } {
  const today = new Date(Date.now() - offset * MINUTE_MS).toISOString().slice(0, 10);
  const day = (name: string, otherwise: string | undefined): number => {
    const text = query.get(name) || otherwise;
    if (text === undefined || !/^\d{4}-/.test(text) || !isDate(text))
      throw invalidRequest(`${name}: must be a day, YYYY-MM-DD`);
    return Date.parse(`${text}T00:00:00Z`) + offset * MINUTE_MS;
  };
  const from = day("fromDate", undefined);
  const to = day("toDate", today) + DAY_MS;
  if (from >= to) throw invalidRequest("toDate: is before fromDate");
  return { from, to };
}

function readStatuses(query: URLSearchParams): readonly string[] {
  const given = (query.get("statusFilter") || "ALL").split(",").map((one) => one.trim());
  const known: readonly string[] = EVENT_STATUSES;
  const wrong = given.find((one) => one !== "ALL" && !known.includes(one));
  if (wrong !== undefined) throw invalidRequest("statusFilter: ALL, SUCCESS, IN_PROGRESS or FAILED");
  return given.includes("ALL") ? known : given;
}

function choice(query: URLSearchParams, name: string, values: readonly string[], otherwise: string): string {
  const value = query.get(name) || otherwise;
  if (!values.includes(value)) throw invalidRequest(`${name}: must be one of ${values.join(", ")}`);
  return value;
}

function count(query: URLSearchParams, name: string, otherwise: number, least: number): number {
  const text = query.get(name);
  if (text === null || text === "") return otherwise;
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < least)
    throw invalidRequest(`${name}: must be a number from ${least}`);
  return name === "pageFetch" ? Math.min(number, MOST) : number;
}

function pageOf(all: readonly PersonEvent[], question: Question): object {
  const { page, size, search, types, statuses, isDescending, offset } = question;
  const found = all.filter(
    ({ id, type, status }) => id.includes(search) && types.includes(type) && statuses.includes(status),
  );
  if (isDescending) found.reverse();
  return {
    pageNo: page,
    pageSize: size,
    totalItems: found.length,
    totalPages: Math.ceil(found.length / size),
    data: found.slice(page * size, (page + 1) * size).map((event) => ({
      eventId: event.id,
      eventDescription: event.description,
      eventStatus: event.status,
      timeStamp: localTime(event.at, offset),
      requestType: event.type,
    })),
  };
}

/** ISO 8601 in the caller's own time. */
function localTime(at: number, offset: number): string {
  const text = new Date(at - offset * MINUTE_MS).toISOString().slice(0, -1);
  const ahead = Math.abs(offset);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${text}${offset > 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}
