import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { fixturesOf } from "./fixtures.ts";
import { newName } from "./relying-party.ts";

/** Somebody who can sign in, made for one check. */
export interface TestPerson {
  /** Takes the place of an individualId wherever one is asked for. */
  readonly individualId: string;
  readonly fullName: string;
  readonly gender: string;
  readonly email: string;
}

/** Where people are enrolled. */
export const ENROLLMENT_PATH = "/enrollment";

/** A person that nobody has enrolled yet. */
export function newPerson(context: CheckContext): TestPerson {
  const name = newName(context);
  return {
    individualId: name,
    fullName: `Test Person ${name}`,
    gender: "Female",
    email: `${name}@example.org`,
  };
}

/** A text as enrolment takes it, in one language. */
export const inEnglish = (value: string): string => JSON.stringify([{ language: "eng", value }]);

/** The content of an enrolment. The fields are texts with JSON in them, as the specification's examples are. */
export function describeEnrollment(person: TestPerson, process = "NEW") {
  return {
    offlineMode: false,
    id: person.individualId,
    refId: "10001_10002",
    fields: {
      fullName: inEnglish(person.fullName),
      gender: inEnglish(person.gender),
      city: inEnglish("Kenitra"),
      postalCode: "14022",
      email: person.email,
    } as Record<string, unknown>,
    process,
    source: "REGISTRATION_CLIENT",
  };
}

/** What is said of every request to enrolment and credential management beside its content. */
export const head = (id: string) => ({ id, version: "v1", requesttime: new Date().toISOString() });

/** Sends an enrolment, and has the person switched off when the check is over. */
export function sendEnrollment(
  context: CheckContext,
  request: Readonly<Record<string, unknown>>,
): Promise<Exchange> {
  const id = request["id"];
  if (typeof id === "string") context.cleanUp(() => switchOff(context, id));
  const json = { ...head("govstack.enrollment"), request };
  return context.http.send({ method: "PUT", path: ENROLLMENT_PATH, json });
}

/** Enrols a person of this check's own; not applicable where such a person could not sign in. */
export async function enrolPerson(context: CheckContext): Promise<TestPerson> {
  if (fixturesOf(context).enrollment !== true)
    throw new NotApplicable("no fixture says that people who were enrolled by a check can sign in");
  const person = newPerson(context);
  expectStatus(await sendEnrollment(context, describeEnrollment(person)), 201);
  return person;
}

/** Blocks or unblocks a person, who is called by the number under which the check enrolled it. */
export function administer(
  { http }: CheckContext,
  how: "block" | "unblock",
  individualId: unknown,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Exchange> {
  const request = { id: individualId, idType: "RID", ...changes };
  return http.send({ method: "POST", path: `/${how}`, json: { ...head(`govstack.${how}`), request } });
}

/** Changes a person's data or switches the person on or off. */
export function updatePerson(
  { http }: CheckContext,
  request: Readonly<Record<string, unknown>>,
): Promise<Exchange> {
  const json = { ...head("govstack.updateIdentity"), request };
  return http.send({ method: "PATCH", path: "/updateIdentity", json });
}

/** A person cannot be deleted; one who is switched off can do nothing. */
async function switchOff(context: CheckContext, individualId: string): Promise<void> {
  await administer(context, "unblock", individualId);
  await updatePerson(context, { registrationId: individualId, status: "DEACTIVATED" });
}
