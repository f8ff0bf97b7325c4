import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import { announcement, ENDING, heldForBills } from "../../suites/payments/announcing.ts";
import { expectTaken, REASON } from "../../suites/payments/answers.ts";
import { expectArrival } from "../../suites/payments/arrivals.ts";
import { callFrom, DUE, expectBill, expectTold, inquire, type Market } from "../../suites/payments/market.ts";
import { expectHeld } from "../../suites/payments/town.ts";
import { PermitRefused } from "./refusal.ts";

/** What the fee of the test permit is, in minor units. */
export const FEE = DUE;

/** The ministry's bill, as whoever asks for it goes to the payment system. */
export interface Fee {
  /** The call-backs arrive at this check's sink. */
  readonly check: CheckContext;
  readonly market: Market;
  /** The number of the whole way. */
  readonly number: string;
}

/** The fee as it is asked for and paid through this context. */
export const feeOver = (check: CheckContext, market: Market, number: string): Fee => ({
  check,
  market: callFrom(check, market),
  number,
});

/** Asks for the bill and waits for what is told about it; the id of the question. Throws a {@link PermitRefused}. */
export async function askForBill(fee: Fee, bill: string): Promise<string> {
  const arrival = await readBill(fee, bill);
  if (arrival.content.code !== 0)
    throw new PermitRefused("charging", "bill", "the payment system told that there is no such bill");
  expectBill(arrival, fee.market, "UNPAID");
  return arrival.content.requestId;
}

async function readBill({ check, market, number }: Fee, bill: string): ReturnType<typeof expectTold> {
  return expectTold(check, market, await inquire(market, bill, number), bill);
}

const ending = z.looseObject({
  requestId: z.string(),
  status: z.enum(["ACK", "RJC"]),
  rejectReason: z.string().nullish(),
});

/** Pays the bill and waits for how the payment ended. Throws a {@link PermitRefused}. */
export async function payBill({ check, market, number }: Fee, question: string): Promise<void> {
  const payment = announcement(market, question);
  const { requestId } = payment.json;
  expectTaken(await market.send("bank", payment, number), 202, REASON, requestId);
  const { content } = await expectArrival(check, ENDING, ending);
  expectEqual(content.requestId, requestId, "the payment about which something is told");
  if (content.status === "RJC")
    throw new PermitRefused("charging", "funds", `the payment was rejected: ${content.rejectReason}`);
}

/** The money is where the fee leaves it, and the bill says the same. `ledger` reads what accounts hold. */
export async function expectFee(fee: Fee, ledger: CheckContext, paid: boolean): Promise<void> {
  const { market } = fee;
  await expectHeld(ledger, market.town, heldForBills(market, paid ? FEE : 0));
  expectBill(await readBill(fee, market.bill), market, paid ? "PAID" : "UNPAID");
}
