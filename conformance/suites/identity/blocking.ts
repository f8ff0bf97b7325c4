import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { expectManaged, expectNotManaged } from "./credential.ts";
import { credentials, expectError } from "./envelope.ts";
import { requestCode } from "./fixtures.ts";
import { administer, enrolPerson, head } from "./people.ts";
import { exchangeCode, newName, registerClient } from "./relying-party.ts";
import { signInForCode } from "./sign-in.ts";
import { askUserinfo, expectUserinfo, signInForTokens } from "./tokens.ts";
import { expectName, expectShutOut } from "./told.ts";
import { authenticate, codeChallenge, linkWallet } from "./wallet.ts";

const administered = z.looseObject({
  id: z.string(),
  idType: z.string(),
  status: z.string(),
  expiryTimestamp: z.string().nullish(),
});

/** It was done; the answer names the person and the state. */
function expectState(exchange: Exchange, how: "block" | "unblock", individualId: string): void {
  const done = expectManaged(exchange, administered, head(`govstack.${how}`));
  const status = how === "block" ? "BLOCKED" : "ACTIVATED";
  expectEqual([done.id, done.idType, done.status], [individualId, "RID", status], "what was done", exchange);
}

async function block(context: CheckContext, individualId: string): Promise<void> {
  expectState(await administer(context, "block", individualId), "block", individualId);
}

async function unblock(context: CheckContext, individualId: string): Promise<void> {
  expectState(await administer(context, "unblock", individualId), "unblock", individualId);
}

/** What both operations must refuse. */
function refusals(how: "block" | "unblock"): Statement[] {
  return [
    negative(`${how}-unknown`, "Somebody whom nobody has enrolled is not found", async (context) => {
      const person = await enrolPerson(context);
      for (const id of [newName(context), `${person.individualId}0`])
        expectNotManaged(await administer(context, how, id), "invalid_identifier");
      await expectName(context, person);
    }),
    negative(`${how}-nobody`, "It has to be said who is meant", async (context) => {
      for (const id of [undefined, "", 7])
        expectNotManaged(await administer(context, how, id), "invalid_identifier", "invalid_request");
    }),
    negative(`${how}-malformed`, "Content that is cut off, or none, is refused", async (context) => {
      const headers = { "content-type": "application/json" };
      for (const text of ['{"request":', ""])
        expectStatus(await context.http.send({ method: "POST", path: `/${how}`, headers, text }), 400, 422);
    }),
  ];
}

/** Blocking identities. */
export const blockChecks = checksOf("block", credentials("POST /block"), [
  positive("block", "Who is blocked cannot sign in", async (context) => {
    const party = await registerClient(context);
    const person = await enrolPerson(context);
    await expectShutOut(context, party, person, () => block(context, person.individualId));
  }),
  positive("block-again", "Who is blocked twice is blocked", async (context) => {
    const person = await enrolPerson(context);
    const linked = await linkWallet(context);
    const { code } = await requestCode(context, person.individualId);
    for (const _ of ["first", "again"]) await block(context, person.individualId);
    const proof = [codeChallenge(code)];
    const refused = await authenticate(context, linked.linked, person.individualId, proof);
    expectError(refused, "auth_failed", "invalid_identifier");
  }),
  positive(
    "block-ends-sessions",
    "Blocking ends what has begun: codes and tokens are worth nothing",
    async (context) => {
      const party = await registerClient(context);
      const person = await enrolPerson(context);
      const { accessToken } = await signInForTokens(context, party, person);
      await expectUserinfo(context, party, await askUserinfo(context, accessToken));
      const code = await signInForCode(context, party, person);
      await block(context, person.individualId);
      expectRefused(await askUserinfo(context, accessToken), 401);
      const refused = await exchangeCode(context, party, code);
      expectStatus(refused, 400);
      expectTrue(!refused.text.includes("access_token"), "who is blocked got tokens", refused);
    },
  ),
  positive("block-one", "Blocking one leaves all others as they are", async (context) => {
    const [person, other] = [await enrolPerson(context), await enrolPerson(context)];
    await block(context, person.individualId);
    await expectName(context, other);
  }),
  positive("block-until", "It can be said until when somebody is blocked", async (context) => {
    const person = await enrolPerson(context);
    const party = await registerClient(context);
    const expiryTimestamp = "2099-01-01T00:00:00.000Z";
    await expectShutOut(context, party, person, async () => {
      const answered = await administer(context, "block", person.individualId, { expiryTimestamp });
      expectState(answered, "block", person.individualId);
      const told = expectManaged(answered, administered).expiryTimestamp ?? "";
      expectEqual(Date.parse(told), Date.parse(expiryTimestamp), "when the block ends", answered);
    });
  }),
  negative("block-bad-end", "An end that is no time is refused", async (context) => {
    const person = await enrolPerson(context);
    for (const expiryTimestamp of ["soon", 7])
      expectNotManaged(
        await administer(context, "block", person.individualId, { expiryTimestamp }),
        "invalid_request",
      );
    await expectName(context, person);
  }),
  ...refusals("block"),
]);

/** Unblocking identities. */
export const unblockChecks = checksOf("unblock", credentials("POST /unblock"), [
  positive("unblock", "Who is unblocked can sign in again", async (context) => {
    const party = await registerClient(context);
    const person = await enrolPerson(context);
    await expectShutOut(context, party, person, () => block(context, person.individualId));
    await unblock(context, person.individualId);
    await expectName(context, person);
  }),
  positive("unblock-again", "Who is not blocked stays so", async (context) => {
    const person = await enrolPerson(context);
    await unblock(context, person.individualId);
    await expectName(context, person);
  }),
  positive("unblock-one", "Unblocking one leaves all others as they are", async (context) => {
    const [person, other] = [await enrolPerson(context), await enrolPerson(context)];
    const linked = await linkWallet(context);
    const { code } = await requestCode(context, other.individualId);
    for (const { individualId } of [person, other]) await block(context, individualId);
    await unblock(context, person.individualId);
    const proof = [codeChallenge(code)];
    const refused = await authenticate(context, linked.linked, other.individualId, proof);
    expectError(refused, "auth_failed", "invalid_identifier");
    await expectName(context, person);
  }),
  ...refusals("unblock"),
]);
