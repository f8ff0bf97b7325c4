import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  eventId,
  eventIn,
  expectManaged,
  expectNotManaged,
  openSession,
  type Session,
  sendAs,
  share,
} from "./credential.ts";
import { credentials, dateTime } from "./envelope.ts";

const entry = z.looseObject({
  eventId,
  eventDescription: z.string().min(1),
  eventStatus: z.string().min(1),
  timeStamp: dateTime,
  requestType: z.string().min(1),
});

const history = z.looseObject({
  pageNo: z.int().min(0),
  pageSize: z.int().min(1),
  totalItems: z.int().min(0),
  totalPages: z.int().min(0),
  data: z.array(entry),
});

const LONG_AGO = "2020-01-01";
const HEADERS = { locale: "en-US", "time-zone-offset": "-330" };

/** Asks what a person's identity was used for. */
function ask(
  context: CheckContext,
  accessToken: string | undefined,
  query: Readonly<Record<string, string>> = {},
  more: Partial<HttpRequest> = {},
): Promise<Exchange> {
  const path = "/service-history/eng";
  return sendAs(context, accessToken, {
    path,
    headers: HEADERS,
    query: { fromDate: LONG_AGO, ...query },
    ...more,
  });
}

async function read(context: CheckContext, session: Session, query: Readonly<Record<string, string>> = {}) {
  const exchange = await ask(context, session.accessToken, query);
  return { exchange, ...expectManaged(exchange, history) };
}

/** How many events of a type a person has, in any state or in one. */
export async function countEvents(
  context: CheckContext,
  session: Session,
  serviceType: string,
  statusFilter = "ALL",
): Promise<number> {
  const { data, totalItems, exchange } = await read(context, session, { serviceType, statusFilter });
  expectEqual(totalItems, data.length, "the number of events that is told", exchange);
  return data.length;
}

const idsOf = (data: readonly z.infer<typeof entry>[]) => data.map((one) => one.eventId);

/** Seeing what one's identity was used for. */
export const historyChecks = checksOf("getServiceHistory", credentials("GET /service-history/{langCode}"), [
  positive("history", "A person sees what its identity was used for, and when", async (context) => {
    const session = await openSession(context);
    const id = eventIn(await share(context, session));
    const { data, exchange, ...pages } = await read(context, session);
    const types = data.map(({ requestType }) => requestType);
    expectTrue(types.includes("AUTHENTICATION_REQUEST"), "a sign-in is not in the history", exchange);
    const own = data.filter((one) => one.eventId === id);
    expectEqual(
      own.map((one) => one.requestType),
      ["DATA_SHARE_REQUEST"],
      "what was shared",
      exchange,
    );
    expectEqual(own[0]?.eventStatus.toUpperCase(), "SUCCESS", "what became of it", exchange);
    expectEqual(new Set(idsOf(data)).size, data.length, "the number of different events", exchange);
    expectEqual(pages.totalItems, data.length, "the number of events that is told", exchange);
    expectEqual([pages.pageNo, pages.totalPages], [0, 1], "which of how many pages it is", exchange);
  }),
  positive("history-filters", "A person can look for kinds of events, and for one event", async (context) => {
    const session = await openSession(context);
    const id = eventIn(await share(context, session));
    const shared = await read(context, session, { serviceType: "DATA_SHARE_REQUEST" });
    expectEqual(idsOf(shared.data), [id], "the events of one kind", shared.exchange);
    const searched = await read(context, session, { searchText: id });
    expectEqual(idsOf(searched.data), [id], "the events of one number", searched.exchange);
    const none = [{ serviceType: "DATA_UPDATE_REQUEST" }, { statusFilter: "FAILED" }, { toDate: LONG_AGO }];
    for (const query of none) {
      const { data, totalItems, exchange } = await read(context, session, query);
      expectEqual([data.length, totalItems], [0, 0], "the number of events that do not fit", exchange);
    }
  }),
  positive("history-order", "Events come in the order of their time, either way", async (context) => {
    const session = await openSession(context);
    for (const _ of ["one", "two"]) await share(context, session);
    const up = await read(context, session, { sortType: "ASC" });
    const down = await read(context, session, { sortType: "DESC" });
    const times = up.data.map((one) => Date.parse(one.timeStamp));
    expectEqual(
      times,
      [...times].sort((one, other) => one - other),
      "the times",
      up.exchange,
    );
    expectEqual(idsOf(down.data), idsOf(up.data).reverse(), "the events the other way", down.exchange);
  }),
  positive("history-pages", "Many events come in pages", async (context) => {
    const session = await openSession(context);
    for (const _ of ["one", "two"]) await share(context, session);
    const whole = await read(context, session);
    const pages: string[] = [];
    for (const [index, id] of idsOf(whole.data).entries()) {
      const page = await read(context, session, { pageStart: `${index}`, pageFetch: "1" });
      expectEqual(idsOf(page.data), [id], "the events of a page", page.exchange);
      const { pageNo, pageSize, totalItems, totalPages } = page;
      const told = [pageNo, pageSize, totalItems, totalPages];
      expectEqual(told, [index, 1, whole.data.length, whole.data.length], "what a page tells", page.exchange);
      pages.push(...idsOf(page.data));
    }
    expectEqual(pages, idsOf(whole.data), "the events of all pages");
  }),
  negative("history-own", "Nobody sees what somebody else's identity was used for", async (context) => {
    const [session, other] = [await openSession(context), await openSession(context)];
    const id = eventIn(await share(context, session));
    const { data, exchange } = await read(context, other);
    expectTrue(!idsOf(data).includes(id), "an event of somebody else is shown", exchange);
    expectEqual((await read(context, other, { searchText: id })).data, [], "what is found of somebody else");
  }),
  negative("history-bad-question", "A question that cannot be understood is refused", async (context) => {
    const { accessToken } = await openSession(context);
    const bad: readonly [Readonly<Record<string, string>>, Partial<HttpRequest>][] = [
      [{ fromDate: "yesterday" }, {}],
      [{ toDate: "tomorrow" }, {}],
      [{ serviceType: "OTHER" }, {}],
      [{ statusFilter: "OTHER" }, {}],
      [{ pageFetch: "0" }, {}],
      [{ pageStart: "-1" }, {}],
      [{}, { query: {} }],
      [{}, { headers: { locale: "en-US" } }],
      [{}, { headers: { "time-zone-offset": "-330" } }],
    ];
    for (const [query, more] of bad)
      expectNotManaged(await ask(context, accessToken, query, more), "invalid_request");
  }),
  negative(
    "history-without-token",
    "Who is not signed in sees no history",
    async (context) => {
      expectRefused(await ask(context, undefined), 401);
      expectRefused(await ask(context, "cs-test-no-token"), 401);
    },
    { effect: "read" },
  ),
]);
