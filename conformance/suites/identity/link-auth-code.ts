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
  getCode,
  getLinkCode,
  type Linked,
  linkWallet,
  openWaiting,
  WALLET_PATH,
} from "./wallet.ts";

function ask(context: CheckContext, linked: Linked): Promise<Exchange> {
  const { transactionId, linkCode: linkedCode } = linked;
  return callFromPage(context, linked, "link-auth-code", { transactionId, linkedCode });
}

/** Getting the code for the client when the person has agreed in the wallet. */
export const linkAuthCodeChecks = checksOf(
  "post-authorization-link-auth",
  provider(`POST ${WALLET_PATH}/link-auth-code`),
  [
    positive(
      "link-auth-code",
      "Who has agreed in the wallet is signed in at the service",
      async (context) => {
        const linked = await linkWallet(context);
        const { party } = linked;
        const person = await enrolPerson(context);
        await authenticateByCode(context, linked, person);
        await agree(context, linked, ["name", "email"]);
        const code = await getCode(context, linked);
        expectEqual(await getCode(context, linked), code, "the code when it is asked for again");
        const tokens = await expectTokens(context, party, await exchangeCode(context, party, code));
        expectEqual(tokens.claims["nonce"], `nonce-${party.clientId}`, "the nonce of the ID token");
        const told = await expectUserinfo(context, party, await askUserinfo(context, tokens.accessToken));
        expectEqual(told["name"], person.fullName, "the name that is told");
      },
    ),
    negative(
      "link-auth-code-not-yet",
      "As long as the person has not agreed, there is no code",
      async (context) => {
        const linked = await linkWallet(context);
        await authenticateByCode(context, linked, await enrolPerson(context));
        expectError(await ask(context, linked), "response_timeout");
      },
    ),
    negative(
      "link-auth-code-not-linked",
      "A code that no wallet has scanned leads to nothing",
      async (context) => {
        const waiting = await openWaiting(context);
        const linkedCode = await getLinkCode(context, waiting);
        const request = { transactionId: waiting.transactionId, linkedCode };
        const asked = await callFromPage(context, waiting, "link-auth-code", request);
        expectError(asked, "invalid_link_code", "invalid_transaction", "response_timeout");
      },
    ),
    negative(
      "link-auth-code-other",
      "A page does not get the code of another page's sign-in",
      async (context) => {
        const [linked, other] = [await linkWallet(context), await linkWallet(context)];
        await authenticateByCode(context, linked, await enrolPerson(context));
        await agree(context, linked, ["name"]);
        const refused = [
          "invalid_link_code",
          "invalid_transaction_id",
          "invalid_transaction",
          "invalid_request",
        ];
        expectError(await ask(context, { ...other, linkCode: linked.linkCode }), ...refused);
        expectError(await ask(context, { ...other, transactionId: linked.transactionId }), ...refused);
        expectError(await ask(context, { ...linked, transactionId: newName(context) }), ...refused);
        await getCode(context, linked);
      },
    ),
    negative(
      "link-auth-code-foreign-page",
      "A page of somebody else does not get the code",
      async (context) => {
        const linked = await linkWallet(context);
        await authenticateByCode(context, linked, await enrolPerson(context));
        await agree(context, linked, ["name"]);
        const request = { transactionId: linked.transactionId, linkedCode: linked.linkCode };
        for (const token of [null, newName(context)])
          expectError(
            await callFromPage(context, linked, "link-auth-code", request, token),
            "invalid_request",
          );
      },
    ),
    ...envelopeRefusals({
      id: "link-auth-code",
      path: `${WALLET_PATH}/link-auth-code`,
      headers: { "x-xsrf-token": "cs-test" },
      request: (context) => ({ transactionId: newName(context), linkedCode: newName(context) }),
      codes: ["invalid_transaction_id", "invalid_link_code", "invalid_request"],
    }),
  ],
);
