import { createHash, randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { CompactSign } from "jose";
import { z } from "zod";
import { canonicalJson } from "../canonical-json.ts";
import type { Operation } from "../operation.ts";
import { forbidden, notFound } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { defineCredential } from "./credential-envelope.ts";
import { invalidRequest } from "./envelope.ts";
import { noteEvent } from "./events.ts";
import { mergeFields, readFields } from "./fields.ts";
import { managementGuard } from "./guards.ts";
import type { Identity } from "./identity.ts";
import { addPerson, changeFields, findPerson, type Person } from "./people.ts";
import { routesOf } from "./routes.ts";

const PROVIDER = { schemaVersion: "0.1", providerName: "country-stack", providerVersion: "1.0" };

const identifier = z.string().regex(/^[\w.-]{1,64}$/, "letters, digits, dots and dashes, at most 64");

const request = z.looseObject({
  id: identifier,
  refId: z.string().max(200).optional(),
  fields: z.record(z.string(), z.unknown()),
  process: z.string().max(50).optional(),
  source: z.string().max(50).optional(),
});

type Request = z.infer<typeof request>;

/** Enrolment (enrollment.yaml): makes a person of a registration, or replaces what is known of one. */
export function enrolmentOperations(identity: Identity): readonly Operation[] {
  const path = "/enrollment";
  return [
    defineCredential({
      id: "putEnrollment",
      name: "govstack.enrollment",
      summary: "Enrols a person",
      method: "PUT",
      path,
      routes: routesOf(path),
      guard: managementGuard(identity),
      request,
      responses: {
        200: "Enrolled already, and brought to this",
        201: "Enrolled",
        401: "Not the management's token",
        403: "The person is blocked",
        404: "An update of what nobody enrolled",
      },
      handle: async (asked) => {
        const { individualId, ...rest } = asked.fields;
        const fields = mergeFields({}, readFields(rest));
        if (fields["fullName"] === undefined) throw invalidRequest("request.fields.fullName: is required");
        const number = individualId === undefined ? undefined : readNumber(individualId);
        const entry = await entryOf(identity, asked);
        return identity.store.write((db) => enrol(db, asked, { fields, number, entry }));
      },
    }),
  ];
}

interface Enrolment {
  readonly fields: Record<string, unknown>;
  readonly number: string | undefined;
  readonly entry: object;
}

function enrol(db: DatabaseSync, asked: Request, { fields, number, entry }: Enrolment) {
  const sent = digestOf(asked);
  const sql = "SELECT digest, entry FROM enrolment WHERE id = ?";
  const known = firstRow<{ digest: string; entry: string }>(db, sql, asked.id);
  const person = findPerson(db, asked.id, "RID");
  if (person?.blocked) throw forbidden("the person is blocked");
  if (known?.digest === sent) return { status: 200, response: [JSON.parse(known.entry) as object] };
  const enrolled =
    person === undefined ? make(db, asked, fields, number) : replace(db, person, fields, number);
  runSql(
    db,
    "INSERT OR REPLACE INTO enrolment (id, person, digest, entry) VALUES (?, ?, ?, ?)",
    asked.id,
    enrolled.id,
    sent,
    JSON.stringify(entry),
  );
  return { status: person === undefined ? 201 : 200, response: [entry] };
}

function make(
  db: DatabaseSync,
  asked: Request,
  fields: Record<string, unknown>,
  number: string | undefined,
): Person {
  if (asked.process !== undefined && asked.process !== "NEW")
    throw notFound("nobody was enrolled by this id");
  for (const value of [asked.id, ...(number === undefined ? [] : [number])]) {
    if (findPerson(db, value) !== undefined) throw invalidRequest(`${value} is somebody's already`);
  }
  const person = addPerson(db, { number, registrationId: asked.id, fields, roles: ["citizen"] });
  noteEvent(db, person.id, { type: "SERVICE_REQUEST", description: "Enrolled" });
  return person;
}

/** PUT: what is not sent is there no more. */
function replace(
  db: DatabaseSync,
  person: Person,
  fields: Record<string, unknown>,
  number: string | undefined,
): Person {
  if (number !== undefined && findPerson(db, number)?.id !== person.id)
    throw invalidRequest("request.fields.individualId: is not the number of this registration");
  const gone = Object.keys(person.fields).map((name) => [name, null]);
  noteEvent(db, person.id, { type: "DATA_UPDATE_REQUEST", description: "Enrolled anew" });
  return changeFields(db, person, { ...Object.fromEntries(gone), ...fields });
}

async function entryOf({ keys }: Identity, asked: Request): Promise<object> {
  const { id, refId = "", process = "NEW", source = "" } = asked;
  const entry = {
    id,
    packetName: `${id}_id`,
    source,
    process,
    refId,
    ...PROVIDER,
    encryptedHash: digestOf(asked),
    creationDate: new Date().toISOString(),
  };
  const key = keys.current();
  const signature = await new CompactSign(Buffer.from(canonicalJson(entry)))
    .setProtectedHeader({ alg: key.jwk["kty"] === "EC" ? "ES256" : "RS256", kid: key.kid })
    .sign(key.private);
  return { ...entry, signature };
}

function digestOf(asked: Request): string {
  return createHash("sha256").update(canonicalJson(asked)).digest("base64url");
}

function readNumber(value: unknown): string {
  const parsed = identifier.safeParse(value);
  if (!parsed.success)
    throw invalidRequest(`request.fields.individualId: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

/** A registration id like those of registration centres: 29 digits, of which the last 14 say when. */
export function makeRegistrationId(): string {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const number = Array.from({ length: 15 }, () => String(randomInt(10))).join("");
  return `${number}${time}`;
}
