import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { enrolPerson } from "./people.ts";
import { exchangeCode, newName } from "./relying-party.ts";
import { expectTokens } from "./tokens.ts";
import {
  agree,
  authenticateByCode,
  callFromPage,
  getCode,
  getLinkCode,
  linkWallet,
  openInWallet,
  openWaiting,
  WALLET_PATH,
} from "./wallet.ts";

/** Getting the code that a wallet scans. */
export const linkCodeChecks = checksOf(
  "get-authorization-generate-link-code",
  provider(`POST ${WALLET_PATH}/link-code`),
  [
    positive(
      "link-code",
      "The page to sign in at gets a code, which opens in the wallet",
      async (context) => {
        const waiting = await openWaiting(context);
        const { clientName } = await openInWallet(context, await getLinkCode(context, waiting));
        expectEqual(clientName, waiting.party.described.clientName, "the service that the wallet shows");
      },
    ),
    positive("link-code-new", "Each code is another one, and leads to its own service", async (context) => {
      const [one, other] = [await openWaiting(context), await openWaiting(context)];
      const [first, second] = [await getLinkCode(context, one), await getLinkCode(context, other)];
      expectTrue(first !== second, "two pages have one code for wallets");
      const { clientName } = await openInWallet(context, first);
      expectEqual(clientName, one.party.described.clientName, "the service of the first code");
      expectTrue((await getLinkCode(context, other)) !== second, "a new code is the old one");
    }),
    negative("link-code-unknown", "A page that nobody opened gets no code", async (context) => {
      const waiting = await openWaiting(context);
      for (const transactionId of [newName(context), "", `${waiting.transactionId}x`])
        expectError(
          await callFromPage(context, waiting, "link-code", { transactionId }),
          "invalid_transaction_id",
          "invalid_transaction",
          "invalid_request",
        );
    }),
    negative("link-code-over", "A sign-in that is over gets no code", async (context) => {
      const linked = await linkWallet(context);
      await authenticateByCode(context, linked, await enrolPerson(context));
      await agree(context, linked, ["name"]);
      const code = await getCode(context, linked);
      await expectTokens(context, linked.party, await exchangeCode(context, linked.party, code));
      const { transactionId } = linked;
      expectError(
        await callFromPage(context, linked, "link-code", { transactionId }),
        "invalid_transaction_id",
        "invalid_transaction",
        "link_code_gen_failed",
      );
    }),
    negative("link-code-foreign-page", "A page of somebody else cannot get the code", async (context) => {
      const waiting = await openWaiting(context);
      const { transactionId } = waiting;
      for (const token of [null, newName(context)])
        expectError(
          await callFromPage(context, waiting, "link-code", { transactionId }, token),
          "invalid_request",
        );
      await getLinkCode(context, waiting);
    }),
    ...envelopeRefusals({
      id: "link-code",
      path: `${WALLET_PATH}/link-code`,
      headers: { "x-xsrf-token": "cs-test" },
      request: (context) => ({ transactionId: newName(context) }),
      codes: ["invalid_transaction_id", "invalid_request"],
    }),
  ],
);
