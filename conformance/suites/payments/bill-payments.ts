import type { CheckContext } from "../../check.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { announce, announcement, ENDING, expectEnding, heldForBills } from "./announcing.ts";
import { expectAgain, expectCalls, refuseFirst } from "./arrivals.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import { DUE, expectBill, type Market, openMarket, p2g, readBill } from "./market.ts";
import { expectHeld, newId } from "./town.ts";

/** Asks about the bill, as has to be done before it is paid; the id of the question. */
export async function askBefore(context: CheckContext, market: Market): Promise<string> {
  return (await readBill(context, market)).content.requestId;
}

async function pays(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const request = await announce(market, await askBefore(context, market));
  await expectEnding(context, market, request, "ACK");
  await expectCalls(context, ENDING, 1);
  await expectHeld(context, market.town, heldForBills(market, DUE));
  expectBill(await readBill(context, market), market, "PAID");
}

async function paysOnce(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const payment = announcement(market, await askBefore(context, market));
  for (const _ of ["first", "again"]) await announce(market, payment.json.billInquiryRequestId, payment);
  await expectEnding(context, market, payment.json.requestId, "ACK");
  await expectCalls(context, ENDING, 1);
  await expectHeld(context, market.town, heldForBills(market, DUE));
}

async function paysNotTwice(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const inquiry = await askBefore(context, market);
  await expectEnding(context, market, await announce(market, inquiry), "ACK");
  await expectEnding(context, market, await announce(market, inquiry), "RJC", "Dup");
  await expectHeld(context, market.town, heldForBills(market, DUE));
}

async function paysNotUnasked(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  await expectEnding(context, market, await announce(market, newId()), "RJC", "Und");
  await expectHeld(context, market.town, heldForBills(market, 0));
  expectBill(await readBill(context, market), market, "UNPAID");
}

async function paysNotBeyondCap(context: CheckContext): Promise<void> {
  const market = await openMarket(context, { cap: DUE - 1 });
  await expectEnding(context, market, await announce(market, await askBefore(context, market)), "RJC", "Def");
  await expectHeld(context, market.town, heldForBills(market, 0));
  expectBill(await readBill(context, market), market, "UNPAID");
}

async function opens(context: CheckContext): Promise<Scene> {
  const market = await openMarket(context);
  const payment = announcement(market, await askBefore(context, market));
  const headers = {
    "X-CorrelationID": newId(),
    "X-Platform-TenantId": market.biller,
    "X-PayerFI-Id": market.town.bank,
  };
  return {
    request: { ...payment, headers },
    expectNothing: async () => {
      await expectCalls(context, ENDING, 0);
      await expectHeld(context, market.town, heldForBills(market, 0));
    },
  };
}

/** Paying bills. */
export const payBillChecks = checksOf(
  "notifyBillPayment",
  p2g("billPaymentRequest", "POST /billTransferRequests"),
  [
    positive("pay-bill", "A bill that was paid is paid once, and no longer due", pays),
    positive("pay-bill-again", "The same payment sent twice is one payment", paysOnce),
    negative("pay-bill-twice", "A bill that is paid cannot be paid again", paysNotTwice),
    negative("pay-bill-unasked", "A bill that nobody asked about cannot be paid", paysNotUnasked),
    ...bodyRefusals("pay-bill", opens, [
      {
        id: "without-reference",
        title: "A payment without its reference is refused",
        changed: (request) => withContent(request, { paymentReferenceID: undefined }),
      },
      {
        id: "long-reference",
        title: "A payment's reference of more than 16 characters is refused",
        changed: (request) => withContent(request, { paymentReferenceID: "12345678901234567" }),
      },
      {
        id: "without-bill",
        title: "A payment of no bill is refused",
        changed: (request) => withContent(request, { billId: undefined }),
      },
    ]),
  ],
  { needsSink: true },
);

/** Telling how payments ended. */
export const billEndingChecks = checksOf(
  "tellBillPayment",
  p2g("billPaymentResponse", "POST /billTransferRequests"),
  [
    positive("bill-ended", "The payer's institution is told once that its payment was taken", pays),
    positive(
      "bill-ended-again",
      "What could not be taken is told again, and nothing is paid again",
      async (context) => {
        const market = await openMarket(context);
        const inquiry = await askBefore(context, market);
        await refuseFirst(context);
        await expectEnding(context, market, await announce(market, inquiry), "ACK", undefined, expectAgain);
        await expectHeld(context, market.town, heldForBills(market, DUE));
      },
    ),
    negative("bill-ended-twice", "It is told that a bill was paid already", paysNotTwice),
    negative("bill-ended-beyond-cap", "It is told that the institution may owe no more", paysNotBeyondCap),
  ],
  { needsSink: true },
);
