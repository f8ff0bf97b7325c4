import type { SQLOutputValue } from "node:sqlite";
import { readWorkHours } from "./fields.ts";

const DAY_MS = 86_400_000;

/** A piece of time, in milliseconds since 1970; the end is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When somebody with these work hours is there within a span, in order and without overlaps. */
export function workSpans(column: SQLOutputValue | undefined, within: Span): Span[] {
  const lines = readWorkHours(column);
  if (lines === undefined) return [within];
  const spans: Span[] = [];
  // A shift that began the day before may still last.
  const first = Math.floor(within.from / DAY_MS) - 1;
  for (let day = first; day * DAY_MS < within.to; day += 1) {
    const weekday = new Date(day * DAY_MS).getUTCDay();
    for (const { start, end } of lines.filter((line) => line.day === weekday)) {
      const from = Math.max(within.from, day * DAY_MS + start * 1000);
      const to = Math.min(within.to, (end > start ? day : day + 1) * DAY_MS + end * 1000);
      spans.push({ from, to });
    }
  }
  return unite(spans.filter(({ from, to }) => from < to));
}

/** Whether somebody with these work hours is there at some time between; open where nothing is said. */
export function worksDuring(column: SQLOutputValue | undefined, from?: number, to?: number): boolean {
  if (from === undefined && to === undefined) return true;
  const lines = readWorkHours(column);
  if (lines === undefined) return true;
  // Hours repeat every week: a longer time holds nothing that a week does not hold.
  const begin = from ?? Number(to) - 7 * DAY_MS;
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, begin + 8 * DAY_MS);
  return workSpans(column, { from: begin, to: end }).length > 0;
}

/** Spans that touch or overlap become one. */
export function unite(spans: readonly Span[]): Span[] {
  const united: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = united.at(-1);
    if (last !== undefined && span.from <= last.to)
      united[united.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else united.push(span);
  }
  return united;
}

/** What is left of united spans without what is taken. */
export function subtract(spans: readonly Span[], taken: readonly Span[]): Span[] {
  let left = [...spans];
  for (const one of taken) {
    left = left.flatMap((span) => {
      if (one.to <= span.from || one.from >= span.to) return [span];
      const parts = [
        { from: span.from, to: one.from },
        { from: one.to, to: span.to },
      ];
      return parts.filter(({ from, to }) => from < to);
    });
  }
  return left;
}
