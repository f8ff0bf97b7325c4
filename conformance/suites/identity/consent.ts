import type { CheckContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { enrolPerson } from "./people.ts";
import { exchangeCode, newName } from "./relying-party.ts";
import { askUserinfo, expectTokens, expectUserinfo } from "./tokens.ts";
import {
  agree,
  authenticateByCode,
  callFromPage,
  callFromWallet,
  getCode,
  type Linked,
  linkWallet,
  WALLET_PATH,
} from "./wallet.ts";

function consent(context: CheckContext, { linked }: Linked, changes: object): Promise<Exchange> {
  const { linkTransactionId: linkedTransactionId } = linked;
  return callFromWallet(context, "consent", { linkedTransactionId, acceptedClaims: ["name"], ...changes });
}

/** Nobody has agreed: the page does not get a code. */
async function expectNotAgreed(context: CheckContext, linked: Linked): Promise<void> {
  const { transactionId, linkCode: linkedCode } = linked;
  const asked = await callFromPage(context, linked, "link-auth-code", { transactionId, linkedCode });
  expectError(asked, "response_timeout", "invalid_transaction");
}

/** What the client is told when the person has accepted these claims. */
async function toldAfter(context: CheckContext, accepted: readonly string[]) {
  const linked = await linkWallet(context);
  const { party } = linked;
  const person = await enrolPerson(context);
  await authenticateByCode(context, linked, person);
  await agree(context, linked, accepted);
  const exchanged = await exchangeCode(context, party, await getCode(context, linked));
  const { accessToken } = await expectTokens(context, party, exchanged);
  const told = await expectUserinfo(context, party, await askUserinfo(context, accessToken));
  return { person, told };
}

/** Agreeing in the wallet to what is told. */
export const consentChecks = checksOf("post-linked-consent", provider(`POST ${WALLET_PATH}/consent`), [
  positive("linked-consent", "What the person agrees to in the wallet is told", async (context) => {
    const { person, told } = await toldAfter(context, ["name", "email", "gender"]);
    expectEqual(told["name"], person.fullName, "the name that is told");
    expectEqual(told["email"], person.email, "the email that is told");
    expectEqual(`${told["gender"]}`.toLowerCase(), "female", "the gender that is told");
  }),
  positive(
    "linked-consent-part",
    "What the person does not agree to in the wallet is not told",
    async (context) => {
      const { person, told } = await toldAfter(context, ["name"]);
      expectEqual(told["name"], person.fullName, "the name that is told");
      expectEqual([told["email"], told["gender"]], [undefined, undefined], "what is not agreed to");
    },
  ),
  negative("linked-consent-too-early", "Nobody agrees who has not proved who it is", async (context) => {
    const linked = await linkWallet(context);
    expectError(await consent(context, linked, {}), "invalid_transaction", "invalid_transaction_id");
    await expectNotAgreed(context, linked);
  }),
  negative("linked-consent-beyond", "Nobody agrees to what was not asked for", async (context) => {
    const linked = await linkWallet(context);
    await authenticateByCode(context, linked, await enrolPerson(context));
    for (const claim of ["phone_number", "religion"])
      expectError(
        await consent(context, linked, { acceptedClaims: ["name", claim] }),
        "invalid_accepted_claim",
      );
    expectError(
      await consent(context, linked, { permittedAuthorizeScopes: ["payments"] }),
      "invalid_permitted_scope",
    );
    await expectNotAgreed(context, linked);
  }),
  negative(
    "linked-consent-essential",
    "Without what the service must know, nobody is signed in",
    async (context) => {
      const linked = await linkWallet(context);
      await authenticateByCode(context, linked, await enrolPerson(context));
      expectError(await consent(context, linked, { acceptedClaims: ["email"] }), "invalid_accepted_claim");
      await expectNotAgreed(context, linked);
    },
    { level: "RECOMMENDED" },
  ),
  negative("linked-consent-unknown", "A sign-in that nobody began cannot be agreed to", async (context) => {
    const linked = await linkWallet(context);
    await authenticateByCode(context, linked, await enrolPerson(context));
    for (const linkedTransactionId of [newName(context), linked.transactionId, ""])
      expectError(
        await consent(context, linked, { linkedTransactionId }),
        "invalid_transaction_id",
        "invalid_transaction",
        "invalid_request",
      );
    await expectNotAgreed(context, linked);
  }),
  ...envelopeRefusals({
    id: "linked-consent",
    path: `${WALLET_PATH}/consent`,
    request: (context) => ({ linkedTransactionId: newName(context) }),
    codes: ["invalid_transaction_id", "invalid_request"],
  }),
]);
