import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { z } from "zod";
import { formatInstant, parseInstant } from "./instant.ts";
import { readPlace } from "./place.ts";

/** How a field is read from a request, kept in a column and written into an answer. */
export interface FieldType {
  readonly read: z.ZodType<SQLInputValue>;
  readonly write: (value: SQLOutputValue) => unknown;
}

const SHORT = 1000;
const LONG = 10_000;
const MOST_HOURS = 100;

const textOf = (most: number) =>
  z.union([z.string(), z.number().transform(String)]).pipe(z.string().max(most));
const asIs = (value: SQLOutputValue): unknown => value;

/** Names, categories, addresses: numbers are taken for texts, as the examples of the file do. */
const text: FieldType = { read: textOf(SHORT), write: asIs };
/** What people write in sentences. */
const prose: FieldType = { read: textOf(LONG), write: asIs };

/** Where an alert can be brought, or nothing. */
const place: FieldType = {
  read: textOf(SHORT).refine(
    (value) => value === "" || readPlace(value) !== undefined,
    "must be an http or https address without user and password, or an e-mail address",
  ),
  write: asIs,
};

const flag: FieldType = {
  read: z
    .union([z.boolean(), z.enum(["true", "false"])], "must be true or false")
    .transform((value) => (String(value) === "true" ? 1 : 0)),
  write: (value) => value === 1,
};

const instant: FieldType = {
  read: z.string().transform((value, context) => {
    const at = parseInstant(value);
    if (at !== undefined) return at;
    context.addIssue({ code: "custom", message: "is no moment as RFC 3339 has it, 2026-02-15T11:00:00Z" });
    return z.NEVER;
  }),
  write: (value) => formatInstant(Number(value)),
};

const count: FieldType = {
  read: textOf(9)
    .refine((value) => /^[1-9]\d*$/.test(value), "must be a whole number, 1 at least")
    .transform(Number),
  write: String,
};

/** The number of a thing. What cannot be one is 0, which no thing has: it is not found, rather than malformed. */
const id: FieldType = { read: textOf(SHORT).transform(numberOf), write: String };

const ids: FieldType = {
  read: z
    .union([z.array(textOf(SHORT)).max(1000), textOf(SHORT).transform((one) => [one])])
    .transform((list) => JSON.stringify(list.map(numberOf))),
  write: asIs,
};

const oneOf = (words: readonly string[]): FieldType => ({
  read: z
    .string()
    .transform((word) => word.toLowerCase())
    .pipe(z.enum(words, `must be one of ${words.join(", ")}`)),
  write: asIs,
});

/** The parts of a venue's address. */
const VENUE_PARTS = ["building", "street", "area", "city", "state", "country", "lat", "long"] as const;
const venueShape = z.object(
  Object.fromEntries(
    VENUE_PARTS.map((part): [string, z.ZodType<unknown>] => [part, textOf(SHORT).nullish()]),
  ),
);
const asJson = (value: SQLOutputValue): unknown => JSON.parse(String(value));

const venue: FieldType = { read: venueShape.transform(keepPresent), write: asJson };

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** One line of work hours, in UTC; an end that is not after the start is on the next day. */
export interface WorkHours {
  /** As in `Date.getUTCDay`: 0 is Sunday. */
  readonly day: number;
  /** Seconds since midnight. */
  readonly start: number;
  readonly end: number;
}

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, "is no time of day, such as 09:00:00");
const dayHours = z.object({
  day_of_week: z
    .string()
    .transform((word) => word.toLowerCase())
    .pipe(z.enum(DAYS, `must be one of ${DAYS.join(", ")}`)),
  start_time: clockTime,
  end_time: clockTime,
});

const hours: FieldType = {
  read: z
    .union([z.array(dayHours).max(MOST_HOURS), dayHours.transform((one) => [one])])
    .transform((list) => JSON.stringify(list)),
  write: asJson,
};

/** The work hours in a column, or undefined where the resource is there all the time. */
export function readWorkHours(column: SQLOutputValue | undefined): readonly WorkHours[] | undefined {
  if (typeof column !== "string") return undefined;
  const lines = JSON.parse(column) as z.output<typeof dayHours>[];
  return lines.map(({ day_of_week, start_time, end_time }) => ({
    day: DAYS.indexOf(day_of_week),
    start: secondsOf(start_time),
    end: secondsOf(end_time),
  }));
}

function secondsOf(time: string): number {
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  return hour * 3600 + minute * 60 + second;
}

function numberOf(value: string): number {
  return /^[1-9]\d{0,14}$/.test(value) ? Number(value) : 0;
}

function keepPresent(value: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([, one]) => one != null)));
}

/** The types of fields and criteria. */
export const FIELD_TYPES = {
  text,
  prose,
  place,
  flag,
  instant,
  count,
  id,
  ids,
  venue,
  hours,
  participant: oneOf(["subscriber", "resource"]),
  target: oneOf(["subscriber", "resource", "entity"]),
} as const;

/** The name of one of them. */
export type FieldTypeName = keyof typeof FIELD_TYPES;
