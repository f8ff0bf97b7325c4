import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { isDate } from "./answers.ts";
import { requireOperator } from "./caller.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Registration } from "./registration.ts";
import { routesOf } from "./routes.ts";
import { countDecisions, type DecisionQuery, type Tally, TIMEFRAMES } from "./statistics.ts";

const PATH = "/data/statistics";
const NAMES = ["startDate", "endDate", "registrationName", "operator", "role", "timeframe"] as const;

/** How many applications were processed, and how. */
export function statisticsOperation({ store, catalogue, settings }: Registration): Operation {
  return defineOperation({
    id: "Statistics",
    summary: "How many applications were processed, and how",
    method: "GET",
    path: PATH,
    routes: routesOf(PATH),
    client: "required",
    query: NAMES.map((name) => ({ name })),
    responses: { 200: "Success Response", 400: "Invalid input supplied", 404: "Requests not found" },
    handle: (call) => {
      const asked = readAsked(call);
      // Numbers of services are for anyone, those of a person at work are not.
      if (asked.operator !== undefined) requireOperator(call, settings);
      const query = readQuery(catalogue, asked);
      const tallies = store.read((db) => countDecisions(db, query));
      if (tallies.length === 0) throw notFound("Requests not found");
      return { status: 200, body: tallies.map((tally) => describeTally(tally, asked)) };
    },
  });
}

type Asked = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

function readAsked({ query }: Call): Asked {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = query.get(name)?.trim();
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

function readQuery(catalogue: Catalogue, asked: Asked): DecisionQuery {
  const { startDate: from, endDate: to, registrationName, operator, role } = asked;
  for (const [name, day] of Object.entries({ startDate: from, endDate: to }))
    if (day !== undefined && !isDate(day)) throw badRequest(`${name}: must be a date, YYYY-MM-DD`);
  if (from !== undefined && to !== undefined && to < from) throw badRequest("endDate: is before startDate");
  const timeframe = TIMEFRAMES.find((one) => one === asked.timeframe);
  if (asked.timeframe !== undefined && timeframe === undefined)
    throw badRequest(`timeframe: must be one of ${TIMEFRAMES.join(", ")}`);
  const { services, operators } = catalogue;
  const definitions = services.map(({ definition }) => definition);
  const roles = definitions.flatMap(({ screens }) =>
    screens.map(({ roleId, roleName }) => ({ id: roleId, name: roleName })),
  );
  const named = definitions.map(({ id, name }) => ({ id, name }));
  return {
    ...{ from, to, timeframe },
    services: idsOf(named, registrationName),
    operators: idsOf(operators, operator),
    roles: idsOf(roles, role),
  };
}

/** The ids of what bears a name or is the id, without regard to capitals; undefined where none was asked for. */
function idsOf(
  known: readonly { readonly id: string; readonly name: string }[],
  asked: string | undefined,
): readonly string[] | undefined {
  if (asked === undefined) return undefined;
  const wanted = asked.toLowerCase();
  return known
    .filter(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted)
    .map(({ id }) => id);
}

function describeTally({ span, APPROVED, SENDBACK, REJECTED }: Tally, asked: Asked): object {
  const { timeframe, ...others } = asked;
  return {
    processed: APPROVED + SENDBACK + REJECTED,
    ...{ approved: APPROVED, sentBack: SENDBACK, rejected: REJECTED },
    references: {
      ...others,
      ...(span === undefined ? {} : { startDate: span[0], endDate: span[1] }),
      ...{ timeframeDay: timeframe === "day", timeframeWeek: timeframe === "week" },
      ...{ timeframeMonth: timeframe === "month", timeframeYear: timeframe === "year" },
    },
  };
}
