import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Answer, Call } from "../operation.ts";
import { firstRow } from "../sql.ts";
import { shorten } from "./batch-result.ts";
import { type Body, defineBody } from "./body.ts";
import { callbackOf, institutionOf, traceOf } from "./caller.ts";
import { acknowledge, capitalEnvelope } from "./envelope.ts";
import { enqueueNotice } from "./notices.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, deriveId, digestOf } from "./requests.ts";
import { MOST_INSTRUCTIONS, text } from "./shapes.ts";
import { activateVoucher, cancelVoucher, NO_VOUCHER } from "./voucher-life.ts";
import { findVoucher } from "./vouchers.ts";

/** Voucher Status Update and Voucher Cancellation (3.0). */
export const change = defineBody(
  z.object({
    requestID: text(12),
    batchID: text(12).optional(),
    voucherInstructions: z
      .array(z.object({ serialNumber: text(20) }))
      .min(1)
      .max(MOST_INSTRUCTIONS),
  }),
);

type Change = typeof change extends Body<infer T> ? T : never;

/** Activates or cancels vouchers, each for itself; the call-back names those that it could not be done to. */
export async function changeVouchers(
  { store, settings, wake }: PaymentsServer,
  { headers, body }: Call<Change>,
  command: "activate" | "cancel",
): Promise<Answer> {
  const scope = institutionOf(headers) ?? "";
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const { requestID: id, batchID: batch, voucherInstructions: given } = body;
  const apply = command === "activate" ? activateVoucher : cancelVoucher;
  const now = Date.now();
  const answer = await store.write((db) =>
    answerOnce(db, { kind: `${command} vouchers`, scope, id, digest: digestOf(body) }, () => {
      const failed = given.flatMap(({ serialNumber }) => {
        const voucher = findVoucher(db, serialNumber, scope, batch);
        const reason = voucher === undefined ? NO_VOUCHER : apply(db, voucher, now);
        return reason === undefined ? [] : [{ serialNumber, failureReason: shorten(reason) }];
      });
      const to = callback ?? callbackOfBatch(db, scope, batch);
      if (to !== undefined)
        noticeChange(db, { url: to, correlation: traceOf(headers, id) }, id, command, failed);
      return describeChange(command, id, given.length, failed);
    }),
  );
  wake();
  return answer;
}

interface FailedVoucher {
  readonly serialNumber: string;
  readonly failureReason: string;
}

function describeChange(
  command: "activate" | "cancel",
  id: string,
  count: number,
  failed: readonly FailedVoucher[],
): Answer {
  const done = command === "activate" ? "activated" : "cancelled";
  const rest = failed.length === 0 ? "" : `, ${failed.length} not: ${failed[0]?.failureReason}`;
  const description = `${count - failed.length} ${done}${rest}`;
  const code = failed.length === 0 ? "00" : "01";
  if (command === "cancel") return acknowledge("3.0", id, description, code);
  return { status: 200, body: capitalEnvelope(id, description, code) };
}

/** Voucher Activation Confirmation and Voucher Cancellation Confirmation (3.0). */
function noticeChange(
  db: DatabaseSync,
  to: { readonly url: string; readonly correlation: string },
  id: string,
  command: string,
  failedCases: readonly unknown[],
): void {
  const requestID = deriveId(12, command, to.url, id);
  const body = { requestID, registerRequestID: id, numberFailedCases: failedCases.length, failedCases };
  enqueueNotice(db, { ...to, body }, Date.now());
}

function callbackOfBatch(db: DatabaseSync, scope: string, batch: string | undefined): string | undefined {
  if (batch === undefined) return undefined;
  const sql = "SELECT callback FROM voucher_batch WHERE scope = ? AND id = ?";
  return firstRow<{ callback: string | null }>(db, sql, scope, batch)?.callback ?? undefined;
}
