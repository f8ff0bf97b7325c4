import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { findBillOf, setBillStatus } from "./bills.ts";
import { insertNumbered } from "./insert-numbered.ts";
import { move, openAccount, readAccount } from "./ledger.ts";
import { addressOf, enqueueNotice } from "./notices.ts";
import { findBiller, findInstitution } from "./payees.ts";

/** What a biller wants to be paid. The amount is minor units. */
export interface NewRequestToPay {
  readonly biller: string;
  readonly request: string;
  /** The biller's own number; undefined where the part gives one. */
  readonly rtp: number | undefined;
  readonly bill: string;
  readonly billerName: string;
  readonly amount: number;
  /** Whose account pays; undefined where nobody is found. */
  readonly payerAccount: number | undefined;
  readonly tenant: string;
  readonly correlation: string;
  readonly callback: string | undefined;
  readonly expiresAt: number;
}

/** A request to pay as it is kept. */
export interface RequestToPay {
  readonly number: number;
  readonly biller: string;
  readonly request: string;
  readonly rtp: number;
  readonly transactionId: string;
  readonly bill: string;
  readonly amount: number;
  readonly payerAccount: number | null;
  readonly tenant: string;
  readonly correlation: string;
  readonly callback: string | null;
  /** Pending, completed, rejected, expired. */
  readonly state: "PND" | "COM" | "RJC" | "EXP";
  readonly transfer: number | null;
  readonly expiresAt: number;
  readonly changedAt: number;
}

/** Rejected by the payer or its funds; expired; wrong: nobody or nothing is meant by it. */
type RejectReason = "R" | "E" | "W";

const COLUMNS = `number, biller, request, rtp, transaction_id AS transactionId, bill, amount,
  payer_account AS payerAccount, tenant, correlation, callback, state, transfer, expires_at AS expiresAt,
  changed_at AS changedAt`;

/** Takes a request to pay over, and asks the payer's institution; one that nobody can pay is rejected at once. */
export function acceptRequestToPay(db: DatabaseSync, given: NewRequestToPay, now: number): void {
  const rtp = given.rtp ?? nextNumber(db);
  if (findByRtp(db, given.biller, rtp) !== undefined)
    throw badRequest(`rtpId ${rtp} was the one of another request`);
  const sql = `INSERT INTO request_to_pay (biller, request, rtp, transaction_id, bill, amount, payer_account, tenant,
      correlation, callback, state, expires_at, changed_at)
    VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, 'PND', ?, ?) RETURNING number`;
  const number = insertNumbered(
    db,
    sql,
    given.biller,
    given.request,
    rtp,
    given.bill,
    given.amount,
    given.payerAccount ?? null,
    given.tenant,
    given.correlation,
    given.callback ?? null,
    given.expiresAt,
    now,
  );
  const transaction = `T${String(number).padStart(11, "0")}`;
  runSql(db, "UPDATE request_to_pay SET transaction_id = ? WHERE number = ?", transaction, number);
  const made = findByRtp(db, given.biller, rtp);
  if (made === undefined) throw new Error("the store kept no request to pay");
  const status = findBillOf(db, given.biller, given.bill)?.status ?? "UNPAID";
  if (given.payerAccount === undefined || status !== "UNPAID") reject(db, made, "RJC", "W", now);
  else askPayer(db, made, given.billerName, now);
}

/** The request that a biller knows by its rtpId or by the request's id. */
export function findRequestToPay(db: DatabaseSync, biller: string, id: string): RequestToPay | undefined {
  const sql = `SELECT ${COLUMNS} FROM request_to_pay
    WHERE biller = ? AND (CAST(rtp AS TEXT) = ? OR request = ? OR transaction_id = ?) ORDER BY number DESC LIMIT 1`;
  return firstRow<RequestToPay>(db, sql, biller, id, id, id);
}

/** The request of a biller with that number. */
export function findByRtp(db: DatabaseSync, biller: string, rtp: number): RequestToPay | undefined {
  const sql = `SELECT ${COLUMNS} FROM request_to_pay WHERE biller = ? AND rtp = ?`;
  return firstRow<RequestToPay>(db, sql, biller, rtp);
}

/** Those whose time is over. */
export function expiredRequests(db: DatabaseSync, now: number, limit: number): RequestToPay[] {
  const sql = `SELECT ${COLUMNS} FROM request_to_pay WHERE state = 'PND' AND expires_at <= ? LIMIT ?`;
  return allRows<RequestToPay>(db, sql, now, limit);
}

/** When the next one's time is over. */
export function nextExpiredRequest(db: DatabaseSync): number | undefined {
  const sql = "SELECT min(expires_at) AS at FROM request_to_pay WHERE state = 'PND'";
  return firstRow<{ at: number | null }>(db, sql)?.at ?? undefined;
}

/** Ends a request that nobody answered in time. */
export function expireRequest(db: DatabaseSync, request: RequestToPay, now: number): void {
  reject(db, request, "EXP", "E", now);
}

/** What the payer's institution said: the money goes to the biller, or does not. */
export function settleRequest(db: DatabaseSync, request: RequestToPay, isAgreed: boolean, now: number): void {
  const transfer = isAgreed ? pay(db, request, now) : undefined;
  if (transfer === undefined) {
    reject(db, request, "RJC", "R", now);
    return;
  }
  const sql = "UPDATE request_to_pay SET state = 'COM', transfer = ?, changed_at = ? WHERE number = ?";
  runSql(db, sql, transfer, now, request.number);
  setBillStatus(db, { biller: request.biller, id: request.bill }, "PAID");
  tell(db, request, undefined, now);
}

/** PBB RTP Status Response (3.0). */
export function tellStatus(
  db: DatabaseSync,
  request: RequestToPay,
  {
    id,
    callback,
    asked,
  }: { readonly id: string; readonly callback: string | undefined; readonly asked: string },
  now: number,
): void {
  const path = `/transferRequests/${encodeURIComponent(id)}`;
  const base = findBiller(db, request.biller)?.url;
  const url = addressOf(callback, base, path) ?? request.callback ?? undefined;
  if (url === undefined) return;
  const body = {
    rtpId: request.rtp,
    RequestId: asked,
    requestStatus: request.state,
    ...(request.transfer === null ? {} : { PaymentReferenceID: String(request.transfer) }),
    lastUpdateDate: Math.floor(request.changedAt / 1000),
  };
  enqueueNotice(db, { url, correlation: request.correlation, headers: headersOf(request), body }, now);
}

function pay(db: DatabaseSync, request: RequestToPay, now: number): number | undefined {
  const { biller, bill, amount, payerAccount, number } = request;
  if (payerAccount === null) return undefined;
  const payer = readAccount(db, payerAccount);
  const status = findBillOf(db, biller, bill)?.status ?? "UNPAID";
  if (payer.closed === 1 || status !== "UNPAID") return undefined;
  const account = { kind: "biller", owner: biller, code: biller, currency: payer.currency } as const;
  const to = openAccount(db, account).number;
  return move(
    db,
    { from: payer.number, to, amount, kind: "request-to-pay", reference: `request to pay ${number}` },
    now,
  );
}

function reject(
  db: DatabaseSync,
  request: RequestToPay,
  state: "RJC" | "EXP",
  reason: RejectReason,
  now: number,
): void {
  const sql = "UPDATE request_to_pay SET state = ?, reason = ?, changed_at = ? WHERE number = ?";
  runSql(db, sql, state, reason, now, request.number);
  tell(db, request, reason, now);
}

/** RTP Request API to Payer FI (3.0). */
function askPayer(db: DatabaseSync, request: RequestToPay, billerName: string, now: number): void {
  const { rtp, transactionId, bill, amount, correlation, payerAccount } = request;
  const institution = payerAccount === null ? undefined : readAccount(db, payerAccount).owner;
  const base = institution === undefined ? undefined : findInstitution(db, institution)?.url;
  const url = addressOf(undefined, base, "/rtpRequest");
  if (url === undefined) return;
  const details = { "Bill ID": bill, "Biller Name": billerName, Amount: amount };
  const body = { TxnID: transactionId, rTPID: rtp, billDetails: details };
  enqueueNotice(db, { url, correlation, headers: headersOf(request), body }, now);
}

/** RTP Update (3.0): what the biller is told. */
function tell(db: DatabaseSync, request: RequestToPay, reason: RejectReason | undefined, now: number): void {
  const { biller, request: requestId, rtp: rtpId, bill: billId, correlation } = request;
  const url = addressOf(request.callback, findBiller(db, biller)?.url, "/rtpUpdate");
  if (url === undefined) return;
  const rtpStatus = reason === undefined ? "00" : "01";
  const body = {
    requestId,
    rtpId,
    billId,
    rtpStatus,
    ...(reason === undefined ? {} : { rejectReason: reason }),
  };
  enqueueNotice(db, { url, correlation, headers: headersOf(request), body }, now);
}

function headersOf({ tenant, biller }: RequestToPay): Record<string, string> {
  return { "X-Platform-TenantId": tenant, "X-billerId": biller };
}

function nextNumber(db: DatabaseSync): number {
  const sql = "SELECT coalesce(max(rtp), 0) + 1 AS next FROM request_to_pay";
  return firstRow<{ next: number }>(db, sql)?.next ?? 1;
}
