import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { findDatabase, insertRegistry, PERMISSIVE_SCHEMA } from "./databases.ts";
import { FIRST_VERSION, REGISTRY_NAME } from "./names.ts";
import { insertRecord } from "./records.ts";
import { readSchema } from "./schema.ts";

const DATABASE = z.strictObject({
  code: REGISTRY_NAME,
  version: REGISTRY_NAME.default(FIRST_VERSION),
  name: z.string().optional(),
  groupName: z.string().optional(),
  catalogName: z.string().optional(),
  description: z.string().default(""),
  institution: z.string().optional(),
  schema: z.record(z.string(), z.unknown()),
  records: z.array(z.record(z.string(), z.unknown())).default([]),
});

const SEED = z.strictObject({ databases: z.array(DATABASE) });

/** The seed document of this block (docs/seeds.md). */
export type Seed = z.infer<typeof SEED>;

/** The caller whom the logs name for what the seed stored. */
const SEEDED_BY = "seed";

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown): Seed {
  const parsed = SEED.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const known = new Set<string>();
  for (const [index, { code, version, schema }] of parsed.data.databases.entries()) {
    const place = `seed.databases.${index}`;
    if (known.has(`${code} ${version}`)) throw new TypeError(`${place}: ${code} ${version} is there twice`);
    known.add(`${code} ${version}`);
    at(place, () => readSchema(schema));
  }
  return parsed.data;
}

/**
 * Fills an empty store: the seed's registries and records. A store that ever held a registry stays as it is.
 * Throws a TypeError naming the first record that does not conform to its schema.
 */
export function loadSeed(db: DatabaseSync, seed: Seed, owner: string): void {
  if (db.prepare("SELECT 1 FROM registries LIMIT 1").get() !== undefined) return;
  for (const [index, entry] of seed.databases.entries()) {
    const { records, schema, ...facts } = entry;
    const databaseId = insertRegistry(
      db,
      { ...named(facts), institution: facts.institution ?? owner },
      schema,
      SEEDED_BY,
    );
    for (const [number, record] of records.entries()) {
      at(`seed.databases.${index}.records.${number}`, () => {
        // Read anew for each record: generated ids count on.
        const registry = findDatabase(db, databaseId);
        if (registry !== undefined) insertRecord(db, registry, record, `${SEEDED_BY} ${number}`);
      });
    }
  }
}

/** Makes the registries that settings name and that the store never held; a deleted one stays deleted. */
export function addMissingRegistries(db: DatabaseSync, codes: readonly string[], owner: string): void {
  const known = db.prepare("SELECT 1 FROM registries WHERE code = ? LIMIT 1");
  for (const code of new Set(codes)) {
    if (known.get(code) !== undefined) continue;
    const facts = { ...named({ code, version: FIRST_VERSION }), description: "", institution: owner };
    insertRegistry(db, facts, PERMISSIVE_SCHEMA, SEEDED_BY);
  }
}

function named<
  F extends {
    code: string;
    name?: string | undefined;
    groupName?: string | undefined;
    catalogName?: string | undefined;
  },
>(facts: F) {
  const groupName = facts.groupName ?? facts.code;
  return { ...facts, name: facts.name ?? facts.code, groupName, catalogName: facts.catalogName ?? groupName };
}

function at(place: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) throw new TypeError(`${place}: ${error.message}`);
    throw error;
  }
}
