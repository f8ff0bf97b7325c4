import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import { hasInquired } from "./bill-inquiries.ts";
import { type Bill, dueAmount, findBill, setBillStatus } from "./bills.ts";
import { insertNumbered } from "./insert-numbered.ts";
import { findAccount, move, openAccount } from "./ledger.ts";
import { addressOf, enqueueNotice } from "./notices.ts";
import { findBiller, findInstitution } from "./payees.ts";

/** What an institution says that its customer has paid. */
export interface PaymentNotice {
  readonly institution: string;
  readonly request: string;
  readonly inquiry: string;
  readonly bill: string;
  readonly reference: string;
  readonly tenant: string;
  readonly correlation: string;
  readonly callback: string | undefined;
}

/** A payment of a bill as it is kept. */
interface BillPayment {
  readonly number: number;
  readonly institution: string;
  readonly request: string;
  readonly biller: string;
  readonly bill: string;
  readonly amount: number;
  readonly tenant: string;
  readonly correlation: string;
  readonly callback: string | null;
}

/** GovStack's reasons: there is none such, it was paid already, it cannot be taken now. */
type RejectReason = "Und" | "Dup" | "Def";

const COLUMNS = "number, institution, request, biller, bill, amount, tenant, correlation, callback";
const PATH = "/billTransferRequests";

/**
 * Takes the money that an institution says it has for a bill, and asks the biller to mark it as paid; a biller without
 * an address is content. The institution is told what came of it.
 */
export function takeBillPayment(
  db: DatabaseSync,
  notice: PaymentNotice,
  currency: string,
  now: number,
): void {
  const bill = findBill(db, notice.bill, notice.tenant);
  const payment = savePayment(db, notice, bill, now);
  const reason = whyNot(db, notice, bill, payment.number) ?? whyUncollected(db, notice, bill, currency, now);
  if (reason !== undefined) {
    settle(db, payment, reason, now);
    return;
  }
  setBillStatus(db, { biller: payment.biller, id: notice.bill }, "PENDING");
  const url = addressOf(undefined, findBiller(db, payment.biller)?.url, PATH);
  if (url === undefined) confirmBillPayment(db, payment, undefined, currency, now);
  else markBillPaid(db, url, payment, notice.reference, now);
}

function savePayment(
  db: DatabaseSync,
  notice: PaymentNotice,
  bill: Bill | undefined,
  now: number,
): BillPayment {
  const { institution, request, reference, bill: id, tenant, correlation, callback = null } = notice;
  const biller = bill?.biller ?? "";
  const amount = bill === undefined ? 0 : dueAmount(bill, now);
  const number = insertNumbered(
    db,
    `INSERT INTO bill_payment (institution, request, reference, biller, bill, amount, tenant, correlation, callback,
       state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', NULL) RETURNING number`,
    institution,
    request,
    reference,
    biller,
    id,
    amount,
    tenant,
    correlation,
    callback,
  );
  return { number, institution, request, biller, bill: id, amount, tenant, correlation, callback };
}

/** The payment that waits for a biller's answer. */
export function findOpenPayment(
  db: DatabaseSync,
  asked: { readonly institution: string; readonly request: string; readonly bill: string },
): BillPayment | undefined {
  const { institution, request, bill } = asked;
  const sql = `SELECT ${COLUMNS} FROM bill_payment
    WHERE institution = ? AND request = ? AND bill = ? AND state = 'PENDING'`;
  return firstRow<BillPayment>(db, sql, institution, request, bill);
}

/** The payments of a biller's bills that wait for its answer. */
export function openPaymentsOf(db: DatabaseSync, biller: string): BillPayment[] {
  return allRows<BillPayment>(
    db,
    `SELECT ${COLUMNS} FROM bill_payment WHERE biller = ? AND state = 'PENDING'`,
    biller,
  );
}

/** What the biller said: with a reason the money goes back. */
export function confirmBillPayment(
  db: DatabaseSync,
  payment: BillPayment,
  reason: RejectReason | undefined,
  currency: string,
  now: number,
): void {
  const { number, biller, bill, institution, amount } = payment;
  if (reason !== undefined) {
    const from = openAccount(db, { kind: "biller", owner: biller, code: biller, currency }).number;
    const to = findAccount(db, {
      kind: "institution",
      owner: institution,
      code: institution,
      currency,
    })?.number;
    const movement = { amount, kind: "give-back", reference: `bill payment ${number}` };
    if (to === undefined || move(db, { ...movement, from, to }, now) === undefined)
      throw new Error(`bill payment ${number} cannot be given back`);
  }
  setBillStatus(db, { biller, id: bill }, reason === undefined ? "PAID" : "UNPAID");
  settle(db, payment, reason, now);
}

function whyNot(
  db: DatabaseSync,
  notice: PaymentNotice,
  bill: Bill | undefined,
  number: number,
): RejectReason | undefined {
  const { institution, inquiry, reference } = notice;
  if (bill === undefined || !hasInquired(db, institution, inquiry, notice.bill)) return "Und";
  const sql = `SELECT 1 FROM bill_payment
    WHERE institution = ? AND reference = ? AND state <> 'RJC' AND number <> ?`;
  const isUsed = firstRow(db, sql, institution, reference, number) !== undefined;
  return bill.status !== "UNPAID" || isUsed ? "Dup" : undefined;
}

/** The institution owes more, the biller has more; a reason where the institution may not owe so much. */
function whyUncollected(
  db: DatabaseSync,
  { institution }: PaymentNotice,
  bill: Bill | undefined,
  currency: string,
  now: number,
): RejectReason | undefined {
  const from = findAccount(db, { kind: "institution", owner: institution, code: institution, currency });
  if (from === undefined || bill === undefined) return "Def";
  const { biller, id } = bill;
  const to = openAccount(db, { kind: "biller", owner: biller, code: biller, currency }).number;
  const reference = `bill ${biller} ${id}`;
  const movement = { from: from.number, to, amount: dueAmount(bill, now), kind: "bill", reference };
  return move(db, movement, now) === undefined ? "Def" : undefined;
}

/** Mark Bill as Paid (3.0). */
function markBillPaid(
  db: DatabaseSync,
  url: string,
  { request, bill, institution, tenant, correlation }: BillPayment,
  reference: string,
  now: number,
): void {
  const headers = { "X-Platform-TenantId": tenant, "X-PayerFI-Id": institution };
  const body = { requestID: request, billId: bill, PaymentReferenceID: reference };
  enqueueNotice(db, { url, correlation, headers, body }, now);
}

/** Notes the end of a payment, and tells the institution: Mark Bill Payment Notification's update (3.0). */
function settle(db: DatabaseSync, payment: BillPayment, reason: RejectReason | undefined, now: number): void {
  const { number, institution, request, bill, tenant, correlation, callback } = payment;
  const status = reason === undefined ? "ACK" : "RJC";
  runSql(
    db,
    "UPDATE bill_payment SET state = ?, reason = ? WHERE number = ?",
    status,
    reason ?? null,
    number,
  );
  const url = addressOf(callback, findInstitution(db, institution)?.url, PATH);
  if (url === undefined) return;
  const headers = { "X-Platform-TenantId": tenant, "X-PayerFI-Id": institution };
  const body = {
    requestId: request,
    billId: bill,
    status,
    ...(reason === undefined ? {} : { rejectReason: reason }),
  };
  enqueueNotice(db, { url, correlation, headers, body }, now);
}
