import { z } from "zod";
import { expectEqual, expectRefused, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectManaged, expectNotManaged } from "./credential.ts";
import {
  administer,
  describeEnrollment,
  ENROLLMENT_PATH,
  enrolPerson,
  head,
  inEnglish,
  newPerson,
  sendEnrollment,
} from "./people.ts";
import { newName } from "./relying-party.ts";
import { expectName, toldOf } from "./told.ts";

const text = z.string().min(1);
const enrolled = z
  .array(
    z.looseObject({
      id: text,
      packetName: text,
      source: text,
      process: text,
      refId: text,
      schemaVersion: text,
      signature: text,
      encryptedHash: text,
      providerName: text,
      providerVersion: text,
      creationDate: text,
    }),
  )
  .length(1);

/** The answer repeats what was enrolled. */
function expectEnrolled(exchange: Exchange, request: ReturnType<typeof describeEnrollment>): void {
  const { id, source, process, refId } = request;
  const [shown] = expectManaged({ ...exchange, status: 200 }, enrolled, head("govstack.enrollment"));
  const told = [shown?.id, shown?.source, shown?.process, shown?.refId];
  expectEqual(told, [id, source, process, refId], "what the answer says of the enrolment", exchange);
}

/** Enrolling people. */
export const enrollmentChecks = checksOf("putEnrollment", `enrollment.yaml, PUT ${ENROLLMENT_PATH}`, [
  positive("enrol", "Who is enrolled can sign in, under the name that was enrolled", async (context) => {
    const person = newPerson(context);
    const request = describeEnrollment(person);
    const answered = await sendEnrollment(context, request);
    expectStatus(answered, 201);
    // What a new enrolment is answered with is not documented; where it says something, it is this.
    if (answered.text !== "") expectEnrolled(answered, request);
    const told = await toldOf(context, person);
    expectEqual(told["name"], person.fullName, "the name that a service is told");
    expectEqual(told["email"], person.email, "the email that a service is told");
    expectEqual(`${told["gender"]}`.toLowerCase(), "female", "the gender that a service is told");
  }),
  positive("enrol-again", "The same enrolment again is the same person", async (context) => {
    const person = newPerson(context);
    const request = describeEnrollment(person);
    expectStatus(await sendEnrollment(context, request), 201);
    const before = await toldOf(context, person);
    const again = await sendEnrollment(context, request);
    expectStatus(again, 200);
    expectEnrolled(again, request);
    expectEqual((await toldOf(context, person))["name"], before["name"], "the name that a service is told");
  }),
  positive("enrol-update", "An enrolment is corrected by another one of its number", async (context) => {
    const person = await enrolPerson(context);
    const corrected = { ...person, fullName: `Test Person ${newName(context)}` };
    const request = describeEnrollment(corrected, "UPDATE");
    const answered = await sendEnrollment(context, request);
    expectStatus(answered, 200);
    expectEnrolled(answered, request);
    await expectName(context, corrected);
  }),
  positive("enrol-any-script", "A name may be written in any script", async (context) => {
    const person = { ...newPerson(context), fullName: "Åsa علي 王 ಅಶ್ವಿನಿ O'Neill" };
    const request = describeEnrollment(person);
    expectStatus(await sendEnrollment(context, request), 201);
    await expectName(context, person);
  }),
  negative("enrol-nobody", "An enrolment without a number is refused", async (context) => {
    const { id, ...rest } = describeEnrollment(newPerson(context));
    for (const request of [rest, { ...rest, id: "" }, { ...rest, id: 7 }])
      expectNotManaged(await sendEnrollment(context, request), "invalid_request", "invalid_input");
  }),
  negative("enrol-unreadable", "What cannot be read is nobody's name", async (context) => {
    const person = newPerson(context);
    const { fields, ...rest } = describeEnrollment(person);
    const { fullName: _, ...nameless } = fields;
    const bad = [
      undefined,
      "everything",
      nameless,
      { ...fields, fullName: 7 },
      { ...fields, fullName: JSON.stringify([{ language: "eng" }]) },
      { ...fields, dateOfBirth: "spring" },
    ];
    for (const unreadable of bad) {
      const request = { ...rest, fields: unreadable };
      expectNotManaged(await sendEnrollment(context, request), "invalid_request", "invalid_input");
    }
    // Nobody was enrolled by any of them.
    expectStatus(await sendEnrollment(context, describeEnrollment(person)), 201);
  }),
  negative("enrol-update-unknown", "Who is not enrolled cannot be corrected", async (context) => {
    const person = newPerson(context);
    expectRefused(await sendEnrollment(context, describeEnrollment(person, "UPDATE")), 404);
    expectStatus(await sendEnrollment(context, describeEnrollment(person)), 201);
  }),
  negative("enrol-blocked", "Who is blocked cannot be enrolled over", async (context) => {
    const person = await enrolPerson(context);
    await administer(context, "block", person.individualId);
    const request = describeEnrollment(person);
    const fields = { ...request.fields, fullName: inEnglish(`Test Person ${newName(context)}`) };
    expectRefused(await sendEnrollment(context, { ...request, fields }), 403);
    await administer(context, "unblock", person.individualId);
    await expectName(context, person);
  }),
  negative("enrol-malformed", "Content that is cut off, or none, is refused", async (context) => {
    const headers = { "content-type": "application/json" };
    for (const cut of ['{"request":', ""]) {
      const request = { method: "PUT", path: ENROLLMENT_PATH, headers, text: cut } as const;
      expectRefused(await context.http.send(request), 400, 422);
    }
  }),
]);
