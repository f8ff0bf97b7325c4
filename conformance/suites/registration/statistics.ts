import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { approve, chooseService, decide, listFiles, setScene, submit, UNNAMED } from "./scene.ts";
import { type Statistics, statistics } from "./shapes.ts";

type Query = NonNullable<HttpRequest["query"]>;
type Numbers = Readonly<Record<"approved" | "processed" | "rejected" | "sentBack", number>>;

const PATH = "/data/statistics";
const DAY_MS = 24 * 3600_000;

const dayFrom = (start: string, days: number): string =>
  new Date(Date.parse(start) + days * DAY_MS).toISOString().slice(0, 10);

/** Reads the statistics; where nothing was processed, none. */
async function readStatistics(
  context: CheckContext,
  query: Query,
): Promise<{ readonly entries: Statistics; readonly exchange: Exchange }> {
  const exchange = await context.http.send({ path: PATH, query });
  expectStatus(exchange, 200, 404);
  if (exchange.status === 404) return { entries: [], exchange };
  const entries = expectShape(exchange, statistics);
  for (const { processed, approved, sentBack, rejected } of entries)
    expectEqual(processed, approved + sentBack + rejected, "the number of processed applications", exchange);
  return { entries, exchange };
}

function sum(entries: Statistics): Numbers {
  const total = (name: keyof Numbers) => entries.reduce((all, one) => all + one[name], 0);
  return {
    ...{ processed: total("processed"), approved: total("approved") },
    ...{ sentBack: total("sentBack"), rejected: total("rejected") },
  };
}

/** Three applications are decided, one in each way, and each is counted. `queryOf` says where. */
function counts(
  id: string,
  title: string,
  queryOf: (facts: { readonly service: string; readonly day: string }) => Query,
  judge: (entries: Statistics, query: Query, exchange: Exchange) => void = () => undefined,
): Statement {
  return positive(
    id,
    title,
    async (context) => {
      const scene = await setScene(context);
      const first = await submit(context, scene);
      const day = first.registered.slice(0, 10);
      const query = queryOf({ service: scene.service.name, day });
      const before = sum((await readStatistics(context, query)).entries);
      await approve(context, first.fileId);
      const others = [];
      for (const name of ["2", "3"])
        others.push((await submit(context, scene, { applicationName: `${name} ${context.mark}` })).fileId);
      await decide(context, others[0] ?? "", "REJECTED");
      await decide(context, others[1] ?? "", "SENDBACK");
      const { entries, exchange } = await readStatistics(context, query);
      const after = sum(entries);
      const more = (name: keyof Numbers) => after[name] - before[name];
      const added = [more("processed"), more("approved"), more("rejected"), more("sentBack")];
      expectEqual(added, [3, 1, 1, 1], "what was processed, approved, rejected and sent back", exchange);
      judge(entries, query, exchange);
    },
    { exclusive: true },
  );
}

/** What was asked for is said again. */
function expectReferences(entries: Statistics, query: Query, exchange: Exchange): void {
  for (const { references } of entries)
    for (const name of ["registrationName", "startDate", "endDate", "operator", "role"] as const)
      if (query[name] !== undefined) expectEqual(references[name], query[name], name, exchange);
}

const FRAMES = ["timeframeDay", "timeframeWeek", "timeframeMonth", "timeframeYear"] as const;

function countsBy(timeframe: "day" | "month" | "week" | "year", index: number): Statement {
  return counts(
    `statistics-by-${timeframe}`,
    `Applications are counted for each ${timeframe}`,
    ({ service, day }) => ({
      registrationName: service,
      ...{ startDate: dayFrom(day, -400), endDate: dayFrom(day, 400), timeframe },
    }),
    (entries, _, exchange) => {
      for (const { references } of entries) {
        const asked = FRAMES.map((name) => references[name]);
        const wanted = FRAMES.map((__, place) => place === index);
        expectEqual(asked, wanted, "the timeframe that is named", exchange);
        const { startDate, endDate } = references;
        expectTrue(startDate !== undefined && endDate !== undefined, "a span has no days", exchange);
        expectTrue(startDate <= endDate, "a span ends before it begins", exchange);
      }
      const starts = entries.map(({ references }) => references.startDate);
      expectEqual(new Set(starts).size, starts.length, "the number of different spans", exchange);
    },
  );
}

function refuses(id: string, title: string, query: Query): Statement {
  return negative(
    id,
    title,
    async (context) => {
      expectRefused(await context.http.send({ path: PATH, query }), 400, 422);
    },
    { effect: "read" },
  );
}

/** The statistics. */
export const statisticsChecks = checksOf(
  "Statistics",
  "GovStack_Registration_BB_API_statistics.json, GET /data/statistics",
  [
    counts(
      "statistics",
      "Every decision is counted, once and as what it was",
      ({ service, day }) => ({
        registrationName: service,
        ...{ startDate: dayFrom(day, -1), endDate: dayFrom(day, 1) },
      }),
      (entries, query, exchange) => {
        expectReferences(entries, query, exchange);
        expectEqual(entries.length, 1, "the number of entries without a timeframe", exchange);
        for (const { references } of entries)
          expectEqual(
            FRAMES.filter((name) => references[name]),
            [],
            "the timeframes that are named",
            exchange,
          );
      },
    ),
    countsBy("day", 0),
    countsBy("week", 1),
    countsBy("month", 2),
    countsBy("year", 3),
    positive(
      "statistics-of-role",
      "Decisions can be counted for a role and for an operator",
      async (context) => {
        const scene = await setScene(context);
        const { fileId } = await submit(context, scene);
        const { files } = await listFiles(context, { applicantId: scene.applicant });
        const { roleName: role, operatorName: operator } = files[0] ?? {};
        const queries = [role && { role }, operator && { operator }].filter(
          (query) => typeof query === "object",
        );
        if (queries.length === 0) throw new NotApplicable("the list names neither a role nor an operator");
        const rejected = async (query: Query) => {
          const { entries, exchange } = await readStatistics(context, query);
          expectReferences(entries, query, exchange);
          return sum(entries).rejected;
        };
        const before = await Promise.all(queries.map(rejected));
        await decide(context, fileId, "REJECTED");
        const after = await Promise.all(queries.map(rejected));
        expectEqual(
          after,
          before.map((count) => count + 1),
          "what was rejected by the role, and by the operator",
        );
      },
      { exclusive: true },
    ),
    negative(
      "statistics-of-nothing",
      "Where nothing was processed, nothing is counted",
      async (context) => {
        const { name } = await chooseService(context);
        const queries = [
          { registrationName: context.mark },
          { operator: context.mark },
          { role: context.mark },
          { registrationName: name, startDate: "2001-01-01", endDate: "2001-01-02" },
        ];
        for (const query of queries) {
          const { entries, exchange } = await readStatistics(context, query);
          expectEqual(sum(entries).processed, 0, "the number of processed applications", exchange);
          if (exchange.status === 404) expectRefused(exchange, 404);
        }
      },
      { effect: "read" },
    ),
    refuses("statistics-date-wrong", "What is no day is refused", { startDate: "yesterday" }),
    refuses("statistics-timeframe-wrong", "A timeframe that the specification does not have is refused", {
      timeframe: "fortnight",
    }),
    negative(
      "statistics-without-caller",
      "A call that does not say who calls is refused",
      async (context) => {
        expectRefused(await context.http.send({ path: PATH, client: null }), ...UNNAMED);
      },
      { effect: "read" },
    ),
  ],
);
