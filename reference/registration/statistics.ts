import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { allRows } from "../sql.ts";
import type { Decision } from "./status.ts";

/** How days are put together. */
export const TIMEFRAMES = ["day", "week", "month", "year"] as const;
/** One of the ways. */
export type Timeframe = (typeof TIMEFRAMES)[number];

/** Which decisions count; days are `YYYY-MM-DD` and belong to the span. */
export interface DecisionQuery {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Undefined: any. */
  readonly services: readonly string[] | undefined;
  readonly operators: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
  readonly timeframe: Timeframe | undefined;
}

/** What was decided in a span of time. */
export interface Tally {
  /** First and last day; undefined where everything is one span. */
  readonly span: readonly [string, string] | undefined;
  readonly APPROVED: number;
  readonly SENDBACK: number;
  readonly REJECTED: number;
}

interface Count {
  readonly day: string;
  readonly status: Decision;
  readonly count: number;
}

const DAY_MS = 24 * 3600_000;

/** Counts decisions, by spans with at least one, the oldest first. */
export function countDecisions(db: DatabaseSync, query: DecisionQuery): readonly Tally[] {
  const tallies = new Map<string, { span: Tally["span"] } & Record<Decision, number>>();
  for (const { day, status, count } of readCounts(db, query)) {
    const span = query.timeframe === undefined ? undefined : spanOf(day, query.timeframe);
    const key = span?.[0] ?? "";
    const tally = tallies.get(key) ?? { span, APPROVED: 0, SENDBACK: 0, REJECTED: 0 };
    tally[status] += count;
    tallies.set(key, tally);
  }
  return [...tallies.values()];
}

function readCounts(
  db: DatabaseSync,
  { from, to, services, operators, roles }: DecisionQuery,
): readonly Count[] {
  const among = (column: string, values: readonly string[] | undefined): [string, SQLInputValue][] =>
    values === undefined ? [] : [[`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values)]];
  const conditions: [string, SQLInputValue][] = [
    ...(from === undefined ? [] : [["day >= ?", from] as [string, SQLInputValue]]),
    ...(to === undefined ? [] : [["day <= ?", to] as [string, SQLInputValue]]),
    ...among("service", services),
    ...among("operator", operators),
    ...among("role", roles),
  ];
  const where = ["1 = 1", ...conditions.map(([text]) => text)].join(" AND ");
  return allRows<Count>(
    db,
    `SELECT day, status, COUNT(*) AS count FROM decision WHERE ${where} GROUP BY day, status ORDER BY day`,
    ...conditions.map(([, value]) => value),
  );
}

/** The first and last day of the span in which a day is; weeks begin on Monday (ISO 8601). */
function spanOf(day: string, timeframe: Timeframe): readonly [string, string] {
  const date = new Date(`${day}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (timeframe) {
    case "day":
      return [day, day];
    case "week": {
      const monday = date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS;
      return [dayOf(monday), dayOf(monday + 6 * DAY_MS)];
    }
    case "month":
      return [dayOf(Date.UTC(year, month, 1)), dayOf(Date.UTC(year, month + 1, 0))];
    case "year":
      return [`${day.slice(0, 4)}-01-01`, `${day.slice(0, 4)}-12-31`];
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
