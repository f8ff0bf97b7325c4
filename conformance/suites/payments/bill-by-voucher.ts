import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectMatches, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import { type Issuer, openIssuer } from "./issuer.ts";
import { DUE, expectBill, type Market, openMarket, p2g, readBill } from "./market.ts";
import { expectHeld, FUNDS, newId, payerOf } from "./town.ts";
import { activate, cancel, createVouchers, expectState, STATE, type Voucher } from "./voucher.ts";

/** A bill, and a voucher to pay it with. */
interface Stall {
  readonly market: Market;
  readonly issuer: Issuer;
  readonly voucher: Voucher;
  readonly inquiry: string;
}

async function openStall(context: CheckContext, worth = DUE): Promise<Stall> {
  const [market, issuer] = [await openMarket(context), await openIssuer(context)];
  const [voucher = { serialNumber: "", voucherNumber: "" }] = await createVouchers(context, issuer, [worth]);
  await activate(context, issuer, [voucher]);
  const { content } = await readBill(context, market);
  return { market, issuer, voucher, inquiry: content.requestId };
}

function redemption(
  { market, voucher, inquiry }: Stall,
  requestId = newId(),
): HttpRequest & { readonly json: unknown } {
  return {
    method: "POST",
    path: "/voucherRedemption",
    headers: {
      "X-CorrelationID": newId(),
      "X-Platform-TenantId": market.biller,
      "X-PayerFI-Id": market.town.bank,
    },
    json: {
      requestId,
      billInquiryRequestId: inquiry,
      billId: market.bill,
      billDetails: {
        billerId: market.biller,
        billerName: "Test water",
        billStatus: "UNPAID",
        amountonDueDate: DUE,
      },
      VoucherSecretHash: voucher.voucherNumber,
    },
  };
}

const answer = z.looseObject({
  RequestID: z.string().min(1).max(12),
  code: z.string().max(2),
  reason: z.string().min(1).max(100),
});

function expectPaid(sent: Exchange, requestId: string): void {
  expectStatus(sent, 202);
  expectMatches(expectShape(sent, answer), { RequestID: requestId, code: "00" }, "the answer", sent);
}

/** What the biller and the vouchers' payer have, and how the bill and the voucher stand. */
async function expectStands(
  context: CheckContext,
  { market, issuer, voucher }: Stall,
  paid: boolean,
  worth = DUE,
) {
  await expectHeld(context, issuer.town, [
    [{ kind: "biller", owner: market.biller }, paid ? DUE : 0],
    [payerOf(issuer.town), FUNDS - worth],
  ]);
  await expectState(context, issuer, voucher, paid ? STATE.redeemed : STATE.active, worth);
  expectBill(await readBill(context, market), market, paid ? "PAID" : "UNPAID");
}

/** A voucher pays a bill, by the number with which it was handed over. */
export async function paysByVoucher(context: CheckContext): Promise<void> {
  const stall = await openStall(context);
  const id = newId();
  const request = redemption(stall, id);
  for (const _ of ["first", "again"]) expectPaid(await context.http.send(request), id);
  await expectStands(context, stall, true);
}

async function paysNotTwice(context: CheckContext): Promise<void> {
  const stall = await openStall(context);
  const id = newId();
  expectPaid(await context.http.send(redemption(stall, id)), id);
  expectDeclined(await context.http.send(redemption(stall)), 409);
  await expectStands(context, stall, true);
}

async function paysNotInPart(context: CheckContext): Promise<void> {
  const stall = await openStall(context, DUE - 1);
  expectDeclined(await context.http.send(redemption(stall)), 409);
  await expectStands(context, stall, false, DUE - 1);
}

async function paysNotCancelled(context: CheckContext): Promise<void> {
  const stall = await openStall(context);
  const { market, issuer, voucher } = stall;
  await cancel(context, issuer, [voucher]);
  expectDeclined(await context.http.send(redemption(stall)), 409);
  expectBill(await readBill(context, market), market, "UNPAID");
  await expectHeld(context, issuer.town, [
    [{ kind: "biller", owner: market.biller }, 0],
    [payerOf(issuer.town), FUNDS],
  ]);
}

async function paysNotForged(context: CheckContext): Promise<void> {
  const stall = await openStall(context);
  const { voucherNumber } = stall.voucher;
  const forged = {
    ...stall,
    voucher: { ...stall.voucher, voucherNumber: [...voucherNumber].reverse().join("") },
  };
  expectDeclined(await context.http.send(redemption(forged)), 404);
  await expectStands(context, stall, false);
}

async function opens(context: CheckContext): Promise<Scene> {
  const stall = await openStall(context);
  return { request: redemption(stall), expectNothing: () => expectStands(context, stall, false) };
}

const unusual = { needsSink: true };

/** Paying bills with vouchers. */
export const billByVoucherChecks = checksOf(
  "redeemVoucherForBill",
  p2g("voucherRedemptionforBillPayment", "POST /voucherRedemption"),
  [
    positive("voucher-for-bill", "A voucher of the right worth pays a bill, once", paysByVoucher),
    negative("voucher-for-bill-twice", "A voucher that paid a bill pays no other time", paysNotTwice),
    negative("voucher-for-bill-in-part", "A voucher of another worth pays nothing", paysNotInPart),
    negative("voucher-for-bill-cancelled", "A voucher that was cancelled pays nothing", paysNotCancelled),
    negative("voucher-for-bill-forged", "Without its secret a voucher pays nothing", paysNotForged),
    ...bodyRefusals(
      "voucher-for-bill",
      opens,
      [
        {
          id: "without-secret",
          title: "A payment without a voucher is refused",
          changed: (request) => withContent(request, { VoucherSecretHash: undefined }),
        },
        {
          id: "unknown-bill",
          title: "A bill that does not exist is not paid",
          changed: (request) => withContent(request, { billId: "t00000000" }),
        },
        {
          id: "without-institution",
          title: "A payment that does not say through whom is refused",
          changed: (request) => withoutHeader(request, "X-PayerFI-Id"),
        },
      ],
      unusual,
    ),
  ],
  unusual,
);
