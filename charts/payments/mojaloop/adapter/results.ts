import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../../../../reference/sql.ts";
import type { Batch } from "./batches.ts";
import { amountNumber } from "./money.ts";
import { enqueueNotice } from "./notices.ts";

/** Ends a batch all of whose instructions have ended, and puts its result on its way. Does nothing to others. */
export function closeBatch(db: DatabaseSync, number: number, now: number): void {
  const closed = runSql(
    db,
    `UPDATE batch SET state = 'done', finished_at = ? WHERE number = ? AND state = 'running' AND NOT EXISTS
       (SELECT 1 FROM instruction WHERE batch = ? AND finished_at IS NULL)`,
    now,
    number,
    number,
  );
  if (closed === 0) return;
  const batch = firstRow<Pick<Batch, "id" | "kind" | "style" | "request" | "callback">>(
    db,
    "SELECT id, kind, style, request, callback FROM batch WHERE number = ?",
    number,
  );
  if (batch?.callback == null) return;
  const rows = allRows<ResultRow>(
    db,
    "SELECT id, payee, amount, state, reason FROM instruction WHERE batch = ? ORDER BY position",
    number,
  );
  const result = batch.kind === "payment" ? paymentResult : validationResult;
  const url = batch.kind === "payment" && batch.style === "3.0" ? withBatch(batch) : batch.callback;
  enqueueNotice(db, { url, correlation: batch.request, body: result(batch, rows, now) }, now);
}

interface ResultRow {
  readonly id: string;
  readonly payee: string;
  readonly amount: number;
  readonly state: string;
  readonly reason: string | null;
}

type Ended = Pick<Batch, "id" | "kind" | "style" | "request" | "callback">;

/** The parameters that Bulk Payment Status Update (3.0) has in its query. */
function withBatch({ callback, id, request }: Ended): string {
  const url = new URL(callback ?? "");
  url.searchParams.set("batchId", id);
  url.searchParams.set("X-CorrelationID", request);
  return url.href;
}

/** Bulk Payment Status Update (3.0); for 1.x with the failed instructions besides, which has no other way to ask. */
function paymentResult({ id, request, style }: Ended, rows: readonly ResultRow[], now: number): unknown {
  const sum = (state?: string) =>
    rows
      .filter((row) => state === undefined || row.state === state)
      .reduce((total, { amount }) => total + BigInt(amount), 0n);
  const failed = rows.filter(({ state }) => state === "failed");
  const summary = {
    requestId: request,
    batchId: id,
    TotalTransactions: rows.length,
    ongoing: 0,
    failed: failed.length,
    completed: rows.length - failed.length,
    totalAmount: amountNumber(sum()),
    completed_amount: amountNumber(sum("paid")),
    ongoing_amount: 0,
    failed_amount: amountNumber(sum("failed")),
    result_file: null,
    resultGeneratedAt: new Date(now).toISOString(),
    note: failed.length === 0 ? "all were paid" : `${failed.length} of ${rows.length} were not paid`,
  };
  if (style !== "1.x") return summary;
  return {
    ...summary,
    RequestID: request,
    BatchID: id,
    FailedCreditInstructions: failed.map(failedInstruction),
  };
}

function validationResult({ id, request, style }: Ended, rows: readonly ResultRow[]): unknown {
  const failed = rows.filter(({ state }) => state === "failed");
  if (style === "addresses") {
    return {
      clientCorrelationId: request,
      batchId: id,
      numberOfFailedCases: failed.length,
      failedAccountLookups: failed.map((row) => ({
        instructionID: row.id,
        failureReason: shorten(row.reason),
      })),
    };
  }
  return {
    RequestID: request,
    BatchID: id,
    NumberFailedCases: failed.length,
    FailedCreditInstructions: failed.map(failedInstruction),
  };
}

function failedInstruction(row: ResultRow): unknown {
  return { InstructionID: row.id, PayeeFunctionalID: row.payee, FailureReason: shorten(row.reason) };
}

/** Reasons in GovStack's messages have 100 characters at most. */
export function shorten(reason: string | null): string {
  return (reason ?? "").slice(0, 100);
}
