import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Operation } from "../operation.ts";
import { defineCredential } from "./credential-envelope.ts";
import { makeRegistrationId } from "./enrolment.ts";
import { Failure, invalidRequest } from "./envelope.ts";
import { noteEvent } from "./events.ts";
import { readFields } from "./fields.ts";
import type { Identity } from "./identity.ts";
import { addIdentifier, changeFields, findPerson, isActive } from "./people.ts";
import { routesOf } from "./routes.ts";

const request = z.object({
  transactionID: z.string().min(1).max(200),
  individualId: z.string().min(1).max(200),
  individualIdType: z.string().max(20).nullish(),
  otp: z.string().min(1).max(20),
  identityJson: z.string().min(1),
  documents: z.array(z.object({ name: z.string().nullish(), value: z.string().nullish() })).nullish(),
});

type Request = z.infer<typeof request>;

/** Lets people change what is known of them, by a one-time code (Credential-Management.yaml, /update-uin). */
export function updateUinOperation(identity: Identity): Operation {
  const path = "/update-uin";
  return defineCredential({
    id: "updateUin",
    name: "govstack.update-uin",
    summary: "Changes what is known of a person, as they ask",
    method: "POST",
    path,
    routes: routesOf(path),
    request,
    responses: { 200: "Done, or why not" },
    handle: async (asked) => {
      const changes = readFields(readIdentity(asked.identityJson));
      const done = await identity.store.write((db) => update(identity, db, asked, changes));
      if (done instanceof Failure) throw done;
      return { response: { registrationId: done, message: "What is known of you has been changed" } };
    },
  });
}

/** A refusal is returned and not thrown: the wrong code that it counted has to stay counted. */
function update(
  { codes }: Identity,
  db: DatabaseSync,
  { individualId, otp, transactionID }: Request,
  changes: Record<string, unknown>,
): string | Failure {
  const person = findPerson(db, individualId);
  const refused = new Failure("auth_failed", "this does not prove who it is");
  if (person === undefined || !isActive(person) || !codes.verify(db, person, otp, transactionID))
    return refused;
  if (changes["fullName"] === null) return invalidRequest("fullName: a person has a name");
  changeFields(db, person, changes);
  const registrationId = makeRegistrationId();
  addIdentifier(db, person.id, registrationId, "RID");
  noteEvent(db, person.id, {
    type: "DATA_UPDATE_REQUEST",
    description: "Changed by the person",
    info: { attributeList: Object.keys(changes).join(", ") },
  });
  return registrationId;
}

function readIdentity(text: string): Record<string, unknown> {
  try {
    const parsed = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as unknown;
    const fields = isObject(parsed) && isObject(parsed["identity"]) ? parsed["identity"] : parsed;
    if (isObject(fields) && !Object.hasOwn(fields, "__proto__")) return fields;
  } catch {
    // Falls through: what cannot be read has one answer.
  }
  throw invalidRequest("request.identityJson: must be an object in JSON, in base64");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
