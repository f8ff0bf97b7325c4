import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { newName } from "./relying-party.ts";
import { callFromWallet, getLinkCode, linkWallet, openInWallet, openWaiting, WALLET_PATH } from "./wallet.ts";

const REFUSED = ["invalid_link_code", "invalid_transaction", "invalid_request"];

/** Opening in the wallet what the code stands for. */
export const linkTransactionChecks = checksOf(
  "post-authorization-link-transaction",
  provider(`POST ${WALLET_PATH}/link-transaction`),
  [
    positive(
      "link-transaction",
      "The wallet shows who asks, for what, and how the person can prove who it is",
      async (context) => {
        const { linked, party } = await linkWallet(context);
        expectEqual(linked.clientName, party.described.clientName, "the name of the service");
        expectEqual(linked.logoUrl, party.described.logoUri, "the logo of the service");
        expectEqual(linked.essentialClaims, ["name"], "what the service must know");
        expectEqual([...linked.voluntaryClaims].sort(), ["email", "gender"], "what it may know");
        expectEqual(linked.authorizeScopes, [], "what else it asks leave for");
        const factors = linked.authFactors.flat().map(({ type }) => type);
        expectTrue(factors.includes("OTP"), "the wallet does not show that a one-time code will do");
      },
    ),
    positive(
      "link-transaction-own",
      "Each wallet that scans gets a transaction of its own",
      async (context) => {
        const [one, other] = [await linkWallet(context), await linkWallet(context)];
        const ids = [one.linked, other.linked].map(({ linkTransactionId }) => linkTransactionId);
        expectTrue(ids[0] !== ids[1], "two wallets have one transaction");
        expectTrue(!ids.includes(one.transactionId), "the wallet has the id of the page's transaction");
      },
    ),
    negative(
      "link-transaction-twice",
      "A code that was scanned cannot be scanned by another",
      async (context) => {
        const { linkCode } = await linkWallet(context);
        expectError(await callFromWallet(context, "link-transaction", { linkCode }), ...REFUSED);
      },
    ),
    negative(
      "link-transaction-replaced",
      "A code that was replaced by a new one is worth nothing",
      async (context) => {
        const waiting = await openWaiting(context);
        const [old, code] = [await getLinkCode(context, waiting), await getLinkCode(context, waiting)];
        expectError(await callFromWallet(context, "link-transaction", { linkCode: old }), ...REFUSED);
        await openInWallet(context, code);
      },
      { level: "RECOMMENDED" },
    ),
    negative("link-transaction-unknown", "A code that nobody made opens nothing", async (context) => {
      const { linkCode: known, transactionId } = await linkWallet(context);
      for (const linkCode of [newName(context), "", `${known}x`, transactionId])
        expectError(await callFromWallet(context, "link-transaction", { linkCode }), ...REFUSED);
    }),
    ...envelopeRefusals({
      id: "link-transaction",
      path: `${WALLET_PATH}/link-transaction`,
      request: (context) => ({ linkCode: newName(context) }),
      codes: ["invalid_link_code", "invalid_request"],
    }),
  ],
);
