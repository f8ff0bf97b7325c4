import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDone, expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { newName } from "./relying-party.ts";
import { callFromPage, getLinkCode, openInWallet, openWaiting, WALLET_PATH, type Waiting } from "./wallet.ts";

const linkStatus = z.looseObject({
  transactionId: z.string(),
  linkStatus: z.literal("LINKED"),
  linkedDateTime: z.string().regex(/^\d{13}$/),
});

const MINUTE_MS = 60_000;

function ask(context: CheckContext, waiting: Waiting, linkCode: string): Promise<Exchange> {
  const { transactionId } = waiting;
  return callFromPage(context, waiting, "link-status", { transactionId, linkCode });
}

/** Asking whether a wallet has scanned the code. */
export const linkStatusChecks = checksOf(
  "post-authorization-link-status",
  provider(`POST ${WALLET_PATH}/link-status`),
  [
    positive("link-status", "The page learns when a wallet has scanned its code", async (context) => {
      const waiting = await openWaiting(context);
      const code = await getLinkCode(context, waiting);
      await openInWallet(context, code);
      for (const _ of ["first", "again"]) {
        const asked = await ask(context, waiting, code);
        const answer = expectDone(asked, linkStatus);
        expectEqual(answer.transactionId, waiting.transactionId, "the answered transaction", asked);
        const ago = Math.abs(Date.now() - Number(answer.linkedDateTime));
        expectTrue(ago < MINUTE_MS, "the time at which the code was scanned is not now", asked);
      }
    }),
    negative(
      "link-status-not-yet",
      "As long as no wallet has scanned the code, the page waits",
      async (context) => {
        const waiting = await openWaiting(context);
        expectError(await ask(context, waiting, await getLinkCode(context, waiting)), "response_timeout");
      },
    ),
    negative("link-status-other", "A page learns nothing of another page's code", async (context) => {
      const [one, other] = [await openWaiting(context), await openWaiting(context)];
      const code = await getLinkCode(context, one);
      await getLinkCode(context, other);
      await openInWallet(context, code);
      for (const foreign of [code, newName(context), ""])
        expectError(await ask(context, other, foreign), "invalid_link_code", "invalid_request");
      expectDone(await ask(context, one, code), linkStatus);
    }),
    negative("link-status-unknown", "A page that nobody opened learns nothing", async (context) => {
      const waiting = await openWaiting(context);
      const code = await getLinkCode(context, waiting);
      await openInWallet(context, code);
      expectError(
        await ask(context, { ...waiting, transactionId: newName(context) }, code),
        "invalid_transaction_id",
        "invalid_request",
      );
    }),
    negative("link-status-foreign-page", "A page of somebody else learns nothing", async (context) => {
      const waiting = await openWaiting(context);
      const linkCode = await getLinkCode(context, waiting);
      await openInWallet(context, linkCode);
      const request = { transactionId: waiting.transactionId, linkCode };
      for (const token of [null, newName(context)])
        expectError(await callFromPage(context, waiting, "link-status", request, token), "invalid_request");
    }),
    ...envelopeRefusals({
      id: "link-status",
      path: `${WALLET_PATH}/link-status`,
      headers: { "x-xsrf-token": "cs-test" },
      request: (context) => ({ transactionId: newName(context), linkCode: newName(context) }),
      codes: ["invalid_transaction_id", "invalid_link_code", "invalid_request"],
    }),
  ],
);
