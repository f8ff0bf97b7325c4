import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches } from "../../expect.ts";
import { expectTaken, REASON } from "./answers.ts";
import { expectArrival, expectHeaders } from "./arrivals.ts";
import type { Market } from "./market.ts";
import { newId } from "./town.ts";

/** Where the payer's institution is told how its payment ended, below the check's address. */
export const ENDING = "bank/billTransferRequests";

/** A payment's announcement, as the payer's institution sends it. */
export const announcement = (market: Market, inquiry: string) => ({
  method: "POST" as const,
  path: "/billTransferRequests",
  json: {
    requestId: newId(),
    billInquiryRequestId: inquiry,
    billId: market.bill,
    paymentReferenceID: `${newId()}abcd`,
  },
});

const ending = z.looseObject({
  requestId: z.string().min(1).max(12),
  // The file says integer, and everywhere else a bill's id is text.
  billId: z.union([z.string(), z.int()]),
  status: z.enum(["ACK", "RJC"]),
  rejectReason: z.enum(["Def", "Dup", "Und"]).nullish(),
});

/** The payer's institution is told next that its payment ended so. */
export async function expectEnding(
  context: CheckContext,
  market: Market,
  request: string,
  status: "ACK" | "RJC",
  rejectReason?: "Def" | "Dup" | "Und",
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const { call, content } = await receive(context, ENDING, ending);
  expectMatches(
    content,
    { requestId: request, billId: market.bill, status },
    "what is told about the payment",
  );
  expectEqual(content.rejectReason ?? undefined, rejectReason, "the reason for the rejection");
  expectEqual(call.path.split("?", 1)[0], "/bank/billTransferRequests", "the path that is called");
  expectHeaders(call, ENDING, {
    "x-correlationid": request,
    "x-platform-tenantid": market.biller,
    "x-payerfi-id": market.town.bank,
  });
}

/** Announces a payment, which must be taken; the id of its request, which is also its correlation. */
export async function announce(
  market: Market,
  inquiry: string,
  payment = announcement(market, inquiry),
): Promise<string> {
  const { requestId } = payment.json;
  expectTaken(await market.send("bank", payment, requestId), 202, REASON, requestId);
  return requestId;
}

/** What the institution owes for bills, and the biller has got, as the ledger shows it. */
export const heldForBills = ({ town, biller }: Market, minor: number) =>
  [
    [{ kind: "institution", owner: town.bank }, 0 - minor],
    [{ kind: "biller", owner: biller }, minor],
  ] as const;
