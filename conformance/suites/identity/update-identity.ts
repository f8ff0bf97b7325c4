import { z } from "zod";
import { expectEqual, expectNoBody, expectRefused, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectManaged, expectNotManaged } from "./credential.ts";
import { credentials } from "./envelope.ts";
import { administer, describeEnrollment, enrolPerson, head, inEnglish, updatePerson } from "./people.ts";
import { newName, registerClient } from "./relying-party.ts";
import { expectName, expectShutOut } from "./told.ts";

const updated = z.looseObject({ status: z.string().min(1), identity: z.looseObject({}) });

const asked = () => head("govstack.updateIdentity");

/** The answer shows all of these fields, each as a text or as a list of texts by language. */
function expectShown(exchange: Exchange, fields: Readonly<Record<string, unknown>>): void {
  const { identity } = expectManaged(exchange, updated, asked());
  for (const [name, wanted] of Object.entries(fields))
    expectEqual(plain(identity[name]), plain(wanted), `${name} in the answer`, exchange);
}

/** The text of a field, whatever it is written as. */
function plain(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("[")) return plain(JSON.parse(value));
  return Array.isArray(value)
    ? value.map((entry: { readonly value?: unknown }) => entry.value).join()
    : value;
}

/** Changing identities, or switching them off and on. */
export const updateIdentityChecks = checksOf("updateIdentity", credentials("PATCH /updateIdentity"), [
  positive(
    "identity-update",
    "A person's data are changed, and services are told the new ones",
    async (context) => {
      const person = await enrolPerson(context);
      const { individualId: registrationId } = person;
      const fullName = `Test Person ${newName(context)}`;
      const identity = { fullName: inEnglish(fullName) };
      for (const _ of ["first", "again"]) {
        const answered = await updatePerson(context, { registrationId, identity });
        expectEqual(expectManaged(answered, updated).status, "ACTIVATED", "the person's state", answered);
        expectShown(answered, { ...describeEnrollment(person).fields, ...identity });
        await expectName(context, { ...person, fullName });
      }
    },
  ),
  positive(
    "identity-switched-off",
    "Who is switched off cannot sign in, until switched on again",
    async (context) => {
      const party = await registerClient(context);
      const person = await enrolPerson(context);
      const { individualId: registrationId } = person;
      await expectShutOut(context, party, person, async () => {
        const answered = await updatePerson(context, { registrationId, status: "DEACTIVATED" });
        expectEqual(expectManaged(answered, updated).status, "DEACTIVATED", "the person's state", answered);
      });
      const answered = await updatePerson(context, { registrationId, status: "ACTIVATED" });
      expectEqual(expectManaged(answered, updated).status, "ACTIVATED", "the person's state", answered);
      await expectName(context, person);
    },
  ),
  positive(
    "identity-update-nothing",
    "Where there is nothing to change, nothing is said",
    async (context) => {
      const person = await enrolPerson(context);
      const answered = await updatePerson(context, { registrationId: person.individualId });
      expectStatus(answered, 204);
      expectNoBody(answered);
      await expectName(context, person);
    },
  ),
  negative("identity-update-unknown", "Somebody whom nobody has enrolled is not found", async (context) => {
    const person = await enrolPerson(context);
    const identity = { fullName: inEnglish("Test Person cs-test-000000000000") };
    for (const registrationId of [newName(context), `${person.individualId}0`])
      expectNotManaged(await updatePerson(context, { registrationId, identity }), "invalid_identifier");
    await expectName(context, person);
  }),
  negative("identity-update-nobody", "It has to be said who is meant", async (context) => {
    for (const registrationId of [undefined, "", 7])
      expectNotManaged(
        await updatePerson(context, { registrationId, status: "DEACTIVATED" }),
        "invalid_identifier",
        "invalid_request",
      );
  }),
  negative("identity-bad-status", "A person is switched on or off", async (context) => {
    const person = await enrolPerson(context);
    const { individualId: registrationId } = person;
    for (const status of ["DELETED", 7])
      expectNotManaged(await updatePerson(context, { registrationId, status }), "invalid_request");
    await expectName(context, person);
  }),
  negative("identity-update-unreadable", "Data that cannot be read change nothing", async (context) => {
    const person = await enrolPerson(context);
    const { individualId: registrationId } = person;
    for (const identity of ["everything", { fullName: 7 }, { dateOfBirth: "spring" }])
      expectNotManaged(await updatePerson(context, { registrationId, identity }), "invalid_request");
    await expectName(context, person);
  }),
  negative("identity-update-blocked", "The data of who is blocked cannot be changed", async (context) => {
    const person = await enrolPerson(context);
    const { individualId: registrationId } = person;
    await administer(context, "block", registrationId);
    const identity = { fullName: inEnglish("Test Person cs-test-000000000000") };
    expectRefused(await updatePerson(context, { registrationId, identity }), 403);
    await administer(context, "unblock", registrationId);
    await expectName(context, person);
  }),
  negative("identity-update-malformed", "Content that is cut off, or none, is refused", async (context) => {
    const headers = { "content-type": "application/json" };
    for (const text of ['{"request":', ""]) {
      const request = { method: "PATCH", path: "/updateIdentity", headers, text } as const;
      expectRefused(await context.http.send(request), 400, 422);
    }
  }),
]);
