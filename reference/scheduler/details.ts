import type { SQLInputValue } from "node:sqlite";
import { z } from "zod";
import { badRequest } from "../refusal.ts";
import { FIELD_TYPES } from "./fields.ts";
import { KINDS, type Kind, type KindName } from "./kinds.ts";

/** What a row holds of a thing, by column; `id` is not among it. */
export type Details = Readonly<Record<string, SQLInputValue>>;

const shapes = new Map<KindName, z.ZodType<Record<string, unknown>>>();
const many = z.array(z.unknown()).min(1).max(1000);

/** The fields of a kind as a request may have them; what is not in the file is ignored. */
function shapeOf(kind: Kind): z.ZodType<Record<string, unknown>> {
  const known = shapes.get(kind.name);
  if (known !== undefined) return known;
  const fields = Object.entries(kind.fields).map(([name, { type }]) => [
    name,
    FIELD_TYPES[type].read.nullish(),
  ]);
  const shape = z.object(Object.fromEntries(fields) as Record<string, z.ZodType<unknown>>);
  shapes.set(kind.name, shape);
  return shape;
}

/**
 * Reads what a new thing is made of: one row, or one for each slot of an event and each event of an appointment. Throws
 * a refusal with 400 where something is missing or has another shape.
 */
export function readNew(name: KindName, details: unknown, now: number): Details[] {
  const kind = KINDS[name];
  return split(name, details).map((one) => {
    const given = read(shapeOf(kind), one, "details");
    return Object.fromEntries(
      Object.entries(kind.fields).map(([field, { required, otherwise }]) => {
        const value = (given[field] ?? (otherwise === "now" ? now : otherwise) ?? null) as SQLInputValue;
        if (required && (value === null || value === "")) throw badRequest(`details.${field} is required`);
        return [field, value];
      }),
    );
  });
}

/** Reads what is to be changed: only what is there. Throws a refusal with 400. */
export function readChange(name: KindName, details: unknown, now: number): Details {
  const kind = KINDS[name];
  const given = read(shapeOf(kind), requireObject(details, "details"), "details");
  const changed = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    changed.map(([field, value]) => {
      const { required, otherwise } = kind.fields[field] ?? {};
      const next = (value ?? (otherwise === "now" ? now : otherwise) ?? null) as SQLInputValue;
      if (required && (next === null || next === "")) throw badRequest(`details.${field} is required`);
      return [field, next];
    }),
  );
}

/** Throws a refusal with 400 unless it is an object. */
export function requireObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw badRequest(`${what} must be an object`);
}

/** The file gives a new event slots, and a new appointment events; stored are one of each. */
function split(name: KindName, details: unknown): readonly unknown[] {
  const given = requireObject(details, "details");
  if (name === "event" && given["slots"] != null) {
    const slots = read(many, given["slots"], "details.slots");
    return slots.map((slot, index) => {
      const { from, to } = requireObject(slot, `details.slots.${index}`);
      return { ...given, from, to };
    });
  }
  if (name === "appointment" && given["event_ids"] != null) {
    const events = Array.isArray(given["event_ids"]) ? given["event_ids"] : [given["event_ids"]];
    return read(many, events, "details.event_ids").map((event_id) => ({ ...given, event_id }));
  }
  return [given];
}

function read<T>(shape: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw badRequest(`${[what, ...(first?.path ?? [])].join(".")}: ${first?.message ?? "has another shape"}`);
}
