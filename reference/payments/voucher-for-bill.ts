import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { hasInquired } from "./bill-inquiries.ts";
import { type Bill, dueAmount, findBill, setBillStatus } from "./bills.ts";
import { defineBody } from "./body.ts";
import { correlationOf, payerInstitutionOf, tenantOf } from "./caller.ts";
import { BILL_HEADERS } from "./headers.ts";
import { openAccount } from "./ledger.ts";
import { requireInstitution } from "./parties.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import { text } from "./shapes.ts";
import { expireIfDue, inactiveReason, NO_VOUCHER, payOut } from "./voucher-life.ts";
import { findByNumber } from "./vouchers.ts";

/** Voucher Redemption for Government Services Payment (3.0). */
const redemption = defineBody(
  z.object({
    requestId: text(12),
    billInquiryRequestId: text(12),
    billId: text(20),
    VoucherSecretHash: text(44),
  }),
);

/** Pays a bill with a voucher that is worth exactly what is due. */
export function voucherForBillOperation({ store, settings, wake }: PaymentsServer): Operation {
  const { currency } = settings;
  return definePayment({
    id: "redeemVoucherForBill",
    summary: "Pay a bill with a voucher",
    method: "POST",
    path: "/voucherRedemption",
    alsoAt: ["/voucher-redemption"],
    body: redemption,
    headers: BILL_HEADERS,
    responses: { 202: "paid", 400: "the request is not as it must be, or cannot be carried out" },
    handle: async ({ headers, body }) => {
      correlationOf(headers);
      const tenant = tenantOf(headers);
      const institution = payerInstitutionOf(headers);
      const { requestId: id, billInquiryRequestId: inquiry, billId, VoucherSecretHash: number } = body;
      const key = { kind: "voucher for bill", scope: institution, id, digest: digestOf(body) };
      const answer = await store.write((db) =>
        answerOnce(db, key, () => {
          requireInstitution(db, institution);
          const bill = billOf(db, { institution, inquiry, billId, tenant });
          payBill(db, bill, number, currency, Date.now());
          return { status: 202, body: { RequestID: id, code: "00", reason: "the bill is paid" } };
        }),
      );
      wake();
      return answer;
    },
  });
}

/** The bill that the institution has asked about. Throws a {@link Refusal} where it is none, or is paid. */
function billOf(
  db: DatabaseSync,
  asked: { institution: string; inquiry: string; billId: string; tenant: string },
): Bill {
  const { institution, inquiry, billId, tenant } = asked;
  const bill = findBill(db, billId, tenant);
  if (bill === undefined || !hasInquired(db, institution, inquiry, billId))
    throw badRequest("there is no such bill, or no inquiry about it");
  if (bill.status !== "UNPAID") throw badRequest("the bill is paid already");
  return bill;
}

function payBill(db: DatabaseSync, bill: Bill, number: string, currency: string, now: number): void {
  const voucher = findByNumber(db, number);
  if (voucher === undefined) throw badRequest(NO_VOUCHER);
  const reason = inactiveReason(expireIfDue(db, voucher, now));
  if (reason !== undefined) throw badRequest(`the voucher: ${reason}`);
  if (voucher.currency !== currency || voucher.amount !== dueAmount(bill, now))
    throw badRequest("the voucher is worth another amount than is due");
  const { biller } = bill;
  const to = openAccount(db, { kind: "biller", owner: biller, code: biller, currency }).number;
  payOut(db, voucher, to, biller, now);
  setBillStatus(db, bill, "PAID");
}
