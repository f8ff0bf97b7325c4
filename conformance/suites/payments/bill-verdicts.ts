import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectTrue } from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import { announce, announcement, ENDING, expectEnding, heldForBills } from "./announcing.ts";
import { expectTaken, REASON } from "./answers.ts";
import {
  type Arrival,
  expectAgain,
  expectArrival,
  expectCalls,
  expectHeaders,
  refuseFirst,
} from "./arrivals.ts";
import { askBefore } from "./bill-payments.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import { DUE, expectBill, type Market, openMarket, p2g, readBill } from "./market.ts";
import { expectHeld, newId } from "./town.ts";

const BILLER = "biller/billTransferRequests";

const marking = z.looseObject({
  requestID: z.string().min(1).max(12),
  billId: z.string().max(20),
  PaymentReferenceID: z.string().max(16),
});

/** A bill whose payment its biller has been told. */
interface Marked {
  readonly market: Market;
  readonly request: string;
  readonly reference: string;
  readonly arrival: Arrival<z.infer<typeof marking>>;
}

async function openMarked(
  context: CheckContext,
  receive: typeof expectArrival = expectArrival,
): Promise<Marked> {
  const market = await openMarket(context, { billerCalled: true });
  const payment = announcement(market, await askBefore(context, market));
  const { requestId: request, paymentReferenceID: reference } = payment.json;
  if (receive === expectAgain) await refuseFirst(context);
  await announce(market, payment.json.billInquiryRequestId, payment);
  const arrival = await receive(context, BILLER, marking);
  const wanted = { billId: market.bill, PaymentReferenceID: reference };
  expectMatches(arrival.content, wanted, "what the biller is told about the payment");
  expectHeaders(arrival.call, BILLER, { "x-platform-tenantid": market.biller });
  expectTrue(
    (arrival.call.headers["x-correlationid"] ?? "") !== "",
    "the call to the biller has no X-CorrelationID",
  );
  return { market, request, reference, arrival };
}

const verdictOf = ({ market, arrival }: Marked, changes: object = {}) => ({
  method: "POST" as const,
  path: "/billTransferRequests",
  json: { requestId: arrival.content.requestID, billId: market.bill, status: "ACK", ...changes },
});

const correlationOf = ({ arrival }: Marked): string => arrival.call.headers["x-correlationid"] ?? newId();

/** Telling billers that their bills were paid. */
export const markBillChecks = checksOf(
  "markBillPaid",
  p2g("markBillPpaymentRequest", "POST /billTransferRequests"),
  [
    positive(
      "bill-marked",
      "A biller is told once which bill was paid, under which reference",
      async (context) => {
        const marked = await openMarked(context);
        await expectCalls(context, BILLER, 1);
        await expectCalls(context, ENDING, 0);
        expectTaken(
          await marked.market.send("biller", verdictOf(marked), correlationOf(marked)),
          202,
          REASON,
        );
        await expectEnding(context, marked.market, marked.request, "ACK");
      },
    ),
    positive("bill-marked-again", "What a biller could not take is told again", async (context) => {
      const marked = await openMarked(context, expectAgain);
      expectTaken(await marked.market.send("biller", verdictOf(marked), correlationOf(marked)), 202, REASON);
      await expectEnding(context, marked.market, marked.request, "ACK");
      await expectHeld(context, marked.market.town, heldForBills(marked.market, DUE));
    }),
  ],
  { needsSink: true },
);

async function verdictTaken(context: CheckContext): Promise<void> {
  const marked = await openMarked(context);
  const { market, request } = marked;
  for (const _ of ["first", "again"]) {
    const sent = await market.send("biller", verdictOf(marked), correlationOf(marked));
    expectTaken(sent, 202, REASON, marked.arrival.content.requestID);
  }
  await expectEnding(context, market, request, "ACK");
  await expectCalls(context, ENDING, 1);
  await expectHeld(context, market.town, heldForBills(market, DUE));
  expectBill(await readBill(context, market), market, "PAID");
}

async function verdictRejects(context: CheckContext): Promise<void> {
  const marked = await openMarked(context);
  const { market, request } = marked;
  const no = verdictOf(marked, { status: "RJC", rejectReason: "Und" });
  expectTaken(await market.send("biller", no, correlationOf(marked)), 202, REASON);
  await expectEnding(context, market, request, "RJC", "Und");
  await expectHeld(context, market.town, heldForBills(market, 0));
  expectBill(await readBill(context, market), market, "UNPAID");
}

async function opensVerdict(context: CheckContext): Promise<Scene> {
  const marked = await openMarked(context);
  const { market } = marked;
  const headers = {
    "X-CorrelationID": correlationOf(marked),
    "X-Platform-TenantId": market.biller,
    "X-PayerFI-Id": market.town.bank,
    "X-billerId": market.biller,
  };
  return {
    request: { ...verdictOf(marked), headers },
    expectNothing: async () => {
      await expectCalls(context, ENDING, 0);
      const { content } = await readBill(context, market);
      expectEqual(content.billDetails?.billStatus === "PAID", false, "whether the bill is paid");
    },
  };
}

/** What billers say to payments. */
export const verdictChecks = checksOf(
  "answerBillPayment",
  p2g("markBillPpaymentResponse", "POST /billTransferRequests"),
  [
    positive("verdict", "A payment that its biller takes is final, and told once", verdictTaken),
    positive("verdict-rejected", "A payment that its biller rejects is given back", verdictRejects),
    ...bodyRefusals("verdict", opensVerdict, [
      {
        id: "other-status",
        title: "Another verdict than the two documented ones is refused",
        changed: (request) => withContent(request, { status: "MAY" }),
      },
      {
        id: "without-bill",
        title: "A verdict about no bill is refused",
        changed: (request) => withContent(request, { billId: undefined }),
      },
      {
        id: "unknown",
        title: "A verdict about a payment that nobody made is refused",
        changed: (request) => withContent(request, { requestId: newId(), billId: "t00000000" }),
      },
    ]),
  ],
  { needsSink: true },
);
