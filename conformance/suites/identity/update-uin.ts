import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectManaged, expectNotManaged } from "./credential.ts";
import { credentials } from "./envelope.ts";
import { requestCode } from "./fixtures.ts";
import { enrolPerson, head, inEnglish, type TestPerson } from "./people.ts";
import { newName } from "./relying-party.ts";
import { expectName } from "./told.ts";

const OPERATION = "mosip.resident.updateuin";

const accepted = z.looseObject({ registrationId: z.string().min(1), message: z.string().min(1) });

/** What a person asks for: this name, proved with this code. */
interface Wish {
  readonly individualId: string;
  readonly fullName: string;
  readonly otp: string;
  readonly transactionID: string | undefined;
}

function ask(context: CheckContext, wish: Wish, changes: object = {}): Promise<Exchange> {
  const { individualId, fullName, otp, transactionID } = wish;
  const identity = JSON.stringify({ identity: { fullName: inEnglish(fullName) } });
  const identityJson = Buffer.from(identity).toString("base64");
  const request = { transactionID, individualId, individualIdType: "RID", otp, identityJson, ...changes };
  // Whoever asks is nobody to the server but for the code.
  const headers = { authorization: null };
  const { requesttime: requestTime, ...said } = head(OPERATION);
  const json = { ...said, requestTime, request };
  return context.http.send({ method: "POST", path: "/update-uin", client: null, headers, json });
}

/** A wish with a new one-time code for another name. */
async function wishOf(context: CheckContext, { individualId }: TestPerson): Promise<Wish> {
  const { code, transactionId } = await requestCode(context, individualId);
  return {
    individualId,
    fullName: `Test Person ${newName(context)}`,
    otp: code,
    transactionID: transactionId,
  };
}

/** Asking for a change of one's data. */
export const updateUinChecks = checksOf("updateUin", credentials("POST /update-uin"), [
  positive("update-uin", "A person has its data changed, with a one-time code as proof", async (context) => {
    const person = await enrolPerson(context);
    const wish = await wishOf(context, person);
    expectManaged(await ask(context, wish), accepted, head(OPERATION));
    await expectName(context, { ...person, fullName: wish.fullName });
  }),
  negative("update-uin-wrong-code", "Who types a wrong one-time code changes nothing", async (context) => {
    const person = await enrolPerson(context);
    const wish = await wishOf(context, person);
    const otp = wish.otp.replace(/.$/, (last) => (last === "1" ? "2" : "1"));
    for (const wrong of [otp, "", undefined])
      expectNotManaged(await ask(context, wish, { otp: wrong }), "auth_failed", "invalid_request");
    await expectName(context, person);
  }),
  negative("update-uin-replayed", "A one-time code changes data once", async (context) => {
    const person = await enrolPerson(context);
    const wish = await wishOf(context, person);
    expectManaged(await ask(context, wish), accepted);
    const again = { ...wish, fullName: `Test Person ${newName(context)}` };
    expectNotManaged(await ask(context, again), "auth_failed");
    await expectName(context, { ...person, fullName: wish.fullName });
  }),
  negative(
    "update-uin-other-code",
    "A code changes the data of its own person, and no other's",
    async (context) => {
      const [person, thief] = [await enrolPerson(context), await enrolPerson(context)];
      const wish = await wishOf(context, thief);
      await requestCode(context, person.individualId);
      const { individualId } = person;
      expectNotManaged(await ask(context, { ...wish, individualId }), "auth_failed");
      await expectName(context, person);
    },
  ),
  negative("update-uin-other-transaction", "A code is good where it was asked for", async (context) => {
    const person = await enrolPerson(context);
    const wish = await wishOf(context, person);
    const transactionID = newName(context);
    expectNotManaged(await ask(context, { ...wish, transactionID }), "auth_failed", "invalid_request");
    await expectName(context, person);
  }),
  negative(
    "update-uin-unknown",
    "Data of somebody whom nobody has enrolled cannot be changed",
    async (context) => {
      const wish = await wishOf(context, await enrolPerson(context));
      for (const individualId of [newName(context), "", undefined])
        expectNotManaged(
          await ask(context, wish, { individualId }),
          "auth_failed",
          "invalid_identifier",
          "invalid_request",
        );
    },
  ),
  negative("update-uin-unreadable", "What cannot be read changes nothing", async (context) => {
    const person = await enrolPerson(context);
    for (const identityJson of ["no base64 of JSON", "", undefined, 7]) {
      const wish = await wishOf(context, person);
      expectNotManaged(await ask(context, wish, { identityJson }), "invalid_request");
    }
    await expectName(context, person);
  }),
  negative("update-uin-malformed", "Content that is cut off, or none, is refused", async (context) => {
    const headers = { "content-type": "application/json", authorization: null };
    for (const text of ['{"request":', ""])
      expectStatus(await context.http.send({ method: "POST", path: "/update-uin", headers, text }), 400, 422);
  }),
]);
