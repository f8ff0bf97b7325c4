import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { firstRow, runSql } from "../sql.ts";
import { checkPublicKey, newClient } from "./client-request.ts";
import { type Client, createClient } from "./clients.ts";
import { Failure } from "./envelope.ts";
import { mergeFields, readFields } from "./fields.ts";
import { addPerson, findPerson } from "./people.ts";

const identifier = z.string().regex(/^[\w.-]{1,64}$/, "letters, digits, dots and dashes, at most 64");
const text = z.string().min(1).max(200);

const person = z.strictObject({
  individualId: identifier,
  registrationId: identifier.optional(),
  names: z.strictObject({
    given: text,
    family: text,
    middle: text.optional(),
    preferred: text.optional(),
  }),
  dateOfBirth: z.string(),
  gender: text,
  phone: z.string().optional(),
  email: z.string().optional(),
  address: z
    .strictObject({
      street: text.optional(),
      locality: text.optional(),
      region: text.optional(),
      postalCode: text.optional(),
      country: text.optional(),
    })
    .default({}),
  locale: z.string().optional(),
  zoneinfo: z.string().optional(),
  roles: z
    .array(z.string().regex(/^[a-z][a-z-]{0,39}$/, "lower-case letters and dashes"))
    .default(["citizen"]),
});

const seed = z.strictObject({ people: z.array(person).default([]), clients: z.array(newClient).default([]) });

/** The seed document of this block (docs/seeds.md). */
export type Seed = z.infer<typeof seed>;

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown): Seed {
  const parsed = seed.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const known = new Set<string>();
  for (const [index, { individualId, registrationId }] of parsed.data.people.entries()) {
    for (const id of [individualId, ...(registrationId === undefined ? [] : [registrationId])]) {
      if (known.has(id)) throw new TypeError(`seed.people.${index}: ${id} is there twice`);
      known.add(id);
    }
  }
  for (const [index, one] of parsed.data.people.entries())
    at(`seed.people.${index}`, () => readFields(fieldsOf(one)));
  return parsed.data;
}

/** Fills an empty store. One that ever held a person or a client stays as it is. */
export function loadSeed(db: DatabaseSync, document: Seed, own: ReadonlyMap<string, Client>): void {
  const isUsed = ["person", "client"].some((table) => firstRow(db, `SELECT 1 FROM ${table} LIMIT 1`));
  if (isUsed || firstRow(db, "SELECT 1 FROM meta WHERE key = 'seeded'") !== undefined) return;
  for (const one of document.people) {
    if (findPerson(db, one.individualId) !== undefined) continue;
    addPerson(db, {
      number: one.individualId,
      registrationId: one.registrationId,
      fields: mergeFields({}, fieldsOf(one)),
      roles: one.roles,
    });
  }
  for (const [index, client] of document.clients.entries())
    at(`seed.clients.${index}`, () => {
      if (Object.keys(client.publicKey).length > 0) checkPublicKey(client.publicKey);
      createClient(db, own, client);
    });
  runSql(db, "INSERT INTO meta (key, value) VALUES ('seeded', 'true')");
}

/** A person of a seed by the names of enrolment. */
function fieldsOf(one: Seed["people"][number]): Record<string, unknown> {
  const { names, address } = one;
  const fields = {
    fullName: [names.given, names.middle, names.family].filter(Boolean).join(" "),
    givenName: names.given,
    familyName: names.family,
    middleName: names.middle,
    preferredName: names.preferred,
    gender: one.gender,
    dateOfBirth: one.dateOfBirth,
    phone: one.phone,
    email: one.email,
    street: address.street,
    city: address.locality,
    region: address.region,
    postalCode: address.postalCode,
    country: address.country,
    locale: one.locale,
    zoneinfo: one.zoneinfo,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function at(place: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) throw new TypeError(`${place}: ${error.message}`);
    throw error;
  }
}
