import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { readNew } from "./details.ts";
import type { KindName } from "./kinds.ts";
import { findRecord, insertRecord } from "./records.ts";
import { requireReferences, requireRules } from "./rules.ts";

/** The keys of a seed, in the order in which one needs the other. */
const KEYS = {
  entities: "entity",
  resources: "resource",
  subscribers: "subscriber",
  affiliations: "affiliation",
  messages: "message",
  events: "event",
  appointments: "appointment",
  alert_schedules: "alert_schedule",
  logs: "log",
} as const satisfies Record<string, KindName>;

const id = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().regex(/^[1-9]\d{0,14}$/, "must be a whole number, 1 at least"))
  .transform(Number);
const things = (name: KindName) =>
  z.array(z.strictObject({ [`${name}_id`]: id, details: z.record(z.string(), z.unknown()) })).default([]);

const SEED = z.strictObject({
  requestors: z
    .array(z.strictObject({ requestor_id: z.string().min(1).max(200), request_token: z.string().min(1) }))
    .default([]),
  ...(Object.fromEntries(Object.entries(KEYS).map(([key, name]) => [key, things(name)])) as Record<
    keyof typeof KEYS,
    ReturnType<typeof things>
  >),
});

/** The seed document of this block (docs/seeds.md), read. */
export type Seed = z.output<typeof SEED>;

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown): Seed {
  const parsed = SEED.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
}

/** Fills an empty store; one that was ever filled stays as it is. Throws a TypeError where things do not fit together. */
export function loadSeed(db: DatabaseSync, seed: Seed, now: number): void {
  if (
    firstRow(db, "SELECT 1 FROM meta WHERE key = 'seeded' UNION SELECT 1 FROM entity LIMIT 1") !== undefined
  )
    return;
  for (const [key, name] of Object.entries(KEYS) as [keyof typeof KEYS, KindName][]) {
    for (const [index, thing] of seed[key].entries()) {
      const number = thing[`${name}_id`] as number;
      const details = thing["details"];
      at(`seed.${key}.${index}`, () => {
        const [row, ...more] = readNew(name, details, now);
        if (row === undefined || more.length > 0) throw new TypeError("has one time and one event");
        if (findRecord(db, name, number) !== undefined) throw new TypeError(`${number} is there twice`);
        requireReferences(db, name, row);
        requireRules(db, name, row, now);
        insertRecord(db, name, row, number);
      });
    }
  }
  runSql(db, "INSERT INTO meta (key, value) VALUES ('seeded', 'true')");
}

function at(place: string, load: () => void): void {
  try {
    load();
  } catch (error) {
    if (error instanceof Refusal || error instanceof TypeError)
      throw new TypeError(`${place}: ${error.message}`);
    throw error;
  }
}
