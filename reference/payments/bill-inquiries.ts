import type { DatabaseSync } from "node:sqlite";
import { allRows, runSql } from "../sql.ts";
import { type Bill, describeBill, findBill, findBillOf } from "./bills.ts";
import { insertNumbered } from "./insert-numbered.ts";
import { addressOf, enqueueNotice } from "./notices.ts";
import { findBiller, findInstitution } from "./payees.ts";

/** A question of a payer's institution about a bill. */
export interface Inquiry {
  readonly institution: string;
  /** The institution's id of the question. */
  readonly request: string;
  readonly bill: string;
  readonly tenant: string;
  readonly correlation: string;
  readonly callback: string | undefined;
}

/** Asks about a bill: it is told at once where the part has it, else its biller is asked. */
export function inquire(db: DatabaseSync, inquiry: Inquiry, now: number): void {
  const { bill: id, tenant, correlation } = inquiry;
  const known = findBill(db, id, tenant);
  const biller = known === undefined ? findBiller(db, tenant) : undefined;
  const asked = biller?.url ?? undefined;
  const isAsked = asked !== undefined;
  const number = insertNumbered(
    db,
    `INSERT INTO inquiry (institution, request, bill, tenant, correlation, callback, asked, told)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0) RETURNING number`,
    inquiry.institution,
    inquiry.request,
    id,
    tenant,
    correlation,
    inquiry.callback ?? null,
    isAsked ? tenant : null,
  );
  if (!isAsked) {
    tellBill(db, { ...inquiry, number }, known, undefined, now);
    return;
  }
  const url = `${asked.replace(/\/$/, "")}/bills/${encodeURIComponent(id)}`;
  const headers = { "X-Platform-TenantId": tenant, "X-PayerFI-Id": inquiry.institution };
  enqueueNotice(db, { method: "GET", url, correlation, headers }, now);
}

/** Tells a biller's answer to all who wait for it. Without a bill the answer is that there is none. */
export function tellWaiting(
  db: DatabaseSync,
  { biller, bill, reason }: { readonly biller: string; readonly bill: string; readonly reason: string },
  now: number,
): number {
  const waiting = allRows<Inquiry & { number: number }>(
    db,
    `SELECT number, institution, request, bill, tenant, correlation, callback FROM inquiry
     WHERE bill = ? AND asked = ? AND told = 0 ORDER BY number`,
    bill,
    biller,
  );
  const known = findBillOf(db, biller, bill);
  for (const inquiry of waiting) tellBill(db, inquiry, known, reason, now);
  return waiting.length;
}

/** Whether an institution has asked about a bill under that id, and whether it was asked at all. */
export function hasInquired(db: DatabaseSync, institution: string, request: string, bill: string): boolean {
  const sql = "SELECT 1 FROM inquiry WHERE institution = ? AND request = ? AND bill = ? LIMIT 1";
  return allRows(db, sql, institution, request, bill).length > 0;
}

/** Bill Inquiry Response (3.0). */
function tellBill(
  db: DatabaseSync,
  inquiry: Omit<Inquiry, "callback"> & {
    readonly number: number;
    readonly callback: string | null | undefined;
  },
  bill: Bill | undefined,
  reason: string | undefined,
  now: number,
): void {
  const { number, institution, request, bill: id, tenant, correlation } = inquiry;
  runSql(db, "UPDATE inquiry SET told = 1 WHERE number = ?", number);
  const path = `/bills/${encodeURIComponent(id)}`;
  const url = addressOf(inquiry.callback, findInstitution(db, institution)?.url, path);
  if (url === undefined) return;
  const name = bill === undefined ? "" : (findBiller(db, bill.biller)?.name ?? bill.biller);
  const body = {
    requestId: request,
    code: bill === undefined ? 1 : 0,
    reason: bill === undefined ? (reason ?? "there is no such bill") : "success",
    billId: id,
    ...(bill === undefined ? {} : { billDetails: describeBill(bill, name) }),
  };
  const headers = { "Platform-TenantId": tenant, "PayerFI-Id": institution };
  enqueueNotice(db, { url, correlation, headers, body }, now);
}
