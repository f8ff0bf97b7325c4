import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Operation } from "../operation.ts";
import { forbidden } from "../refusal.ts";
import { runSql } from "../sql.ts";
import { type CredentialAnswer, defineCredential } from "./credential-envelope.ts";
import { Failure, invalidRequest, isDateTime } from "./envelope.ts";
import { noteEvent } from "./events.ts";
import { readFields } from "./fields.ts";
import { managementGuard } from "./guards.ts";
import type { Identity } from "./identity.ts";
import {
  changeBlock,
  changeFields,
  changeStatus,
  findPerson,
  type IdentifierKind,
  type Person,
  readPerson,
  statusOf,
} from "./people.ts";
import { routesOf } from "./routes.ts";

const KINDS = ["UIN", "VID", "RID"] as const;

const blockRequest = z.object({
  id: z.string().min(1).max(200),
  idType: z.enum(KINDS).nullish(),
  status: z.string().nullish(),
  expiryTimestamp: z.string().refine(isDateTime, "must be a date and time (ISO 8601)").nullish(),
});

const updateRequest = z.looseObject({
  status: z.enum(["ACTIVATED", "DEACTIVATED"]).nullish(),
  identity: z.record(z.string(), z.unknown()).nullish(),
  documents: z.array(z.unknown()).nullish(),
  verifiedAttributes: z.array(z.unknown()).nullish(),
  registrationId: z.string().min(1).max(200).nullish(),
  uin: z.string().min(1).max(200).nullish(),
});

type BlockRequest = z.infer<typeof blockRequest>;
type UpdateRequest = z.infer<typeof updateRequest>;

/** What administrators do with a person's identity (Credential-Management.yaml). */
export function statusOperations(identity: Identity): readonly Operation[] {
  const guard = managementGuard(identity);
  const { store } = identity;
  const path = "/updateIdentity";
  return [
    changeBlockOperation(identity, "block"),
    changeBlockOperation(identity, "unblock"),
    defineCredential({
      id: "updateIdentity",
      name: "govstack.updateIdentity",
      summary: "Activates or deactivates a person, and changes what is known of them",
      method: "PATCH",
      path,
      routes: routesOf(path),
      guard,
      request: updateRequest,
      responses: {
        200: "The person as they are now",
        204: "There was nothing to change",
        401: "Not the management's token",
        403: "The person is blocked",
      },
      handle: (asked) => store.write((db) => updateIdentity(db, asked)),
    }),
  ];
}

function changeBlockOperation(identity: Identity, id: "block" | "unblock"): Operation {
  const isBlock = id === "block";
  return defineCredential({
    id,
    name: `govstack.${id}`,
    summary: isBlock ? "Blocks a person" : "Ends that",
    method: "POST",
    path: `/${id}`,
    routes: routesOf(`/${id}`),
    guard: managementGuard(identity),
    request: blockRequest,
    responses: { 200: "Done, or why not", 401: "Not the management's token" },
    handle: (asked) => identity.store.write((db) => setBlock(db, asked, isBlock)),
  });
}

function setBlock(db: DatabaseSync, asked: BlockRequest, isBlock: boolean): CredentialAnswer {
  const { id, idType, expiryTimestamp } = asked;
  const person = requirePerson(db, id, idType ?? undefined);
  const until = isBlock && expiryTimestamp != null ? readEnd(expiryTimestamp) : undefined;
  if (isBlock || person.blocked) {
    changeBlock(db, person.id, isBlock, until);
    noteEvent(db, person.id, {
      type: "ID_MANAGEMENT_REQUEST",
      description: isBlock ? "Blocked" : "Not blocked any more",
    });
  }
  if (isBlock) endSessions(db, person.id);
  const response = {
    id,
    ...(idType == null ? {} : { idType }),
    status: isBlock ? "BLOCKED" : "ACTIVATED",
    ...(until === undefined ? {} : { expiryTimestamp }),
  };
  return { response };
}

function readEnd(text: string): number {
  const until = Date.parse(text);
  if (until <= Date.now()) throw invalidRequest("request.expiryTimestamp: is over already");
  return until;
}

function updateIdentity(db: DatabaseSync, asked: UpdateRequest): CredentialAnswer {
  const person = personNamed(db, asked);
  const { status, identity, documents, verifiedAttributes } = asked;
  if ([status, identity, documents, verifiedAttributes].every((one) => one == null))
    return { status: 204, response: undefined };
  if (person.blocked) throw forbidden("the person is blocked");
  if (identity != null) replaceFields(db, person, identity);
  if (status != null && status !== person.status) setStatus(db, person, status);
  const now = readPerson(db, person.id) as Person;
  return {
    response: {
      status: statusOf(now),
      identity: now.fields,
      ...(documents == null ? {} : { documents }),
      ...(verifiedAttributes == null ? {} : { verifiedAttributes }),
    },
  };
}

function replaceFields(db: DatabaseSync, person: Person, identity: Record<string, unknown>): void {
  const changes = readFields(identity);
  if (changes["fullName"] === null) throw invalidRequest("request.identity.fullName: a person has a name");
  changeFields(db, person, changes);
  noteEvent(db, person.id, { type: "DATA_UPDATE_REQUEST", description: "Changed by an administrator" });
}

function setStatus(db: DatabaseSync, person: Person, status: Person["status"]): void {
  changeStatus(db, person.id, status);
  noteEvent(db, person.id, {
    type: "ID_MANAGEMENT_REQUEST",
    description: status === "ACTIVATED" ? "Activated" : "Deactivated",
  });
  if (status === "DEACTIVATED") endSessions(db, person.id);
}

function personNamed(db: DatabaseSync, { uin, registrationId }: UpdateRequest): Person {
  const named = [uin, registrationId].filter((value) => value != null);
  const [first] = named;
  if (first === undefined) throw invalidRequest("request.uin: say whom, by uin or registrationId");
  const people = named.map((value) => requirePerson(db, value));
  if (people.some(({ id }) => id !== people[0]?.id))
    throw invalidRequest("request.registrationId: is somebody else's than uin");
  return people[0] as Person;
}

function requirePerson(db: DatabaseSync, value: string, kind?: IdentifierKind): Person {
  const person = findPerson(db, value, kind);
  if (person === undefined) throw new Failure("invalid_identifier", "nobody is known by this");
  return person;
}

/** Ends what the person is signed in to: sessions, grants, codes and tokens. */
function endSessions(db: DatabaseSync, personId: string): void {
  runSql(db, "DELETE FROM oidc WHERE json_extract(payload, '$.accountId') = ?", personId);
}
