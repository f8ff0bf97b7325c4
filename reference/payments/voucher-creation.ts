import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Answer, Call } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { type Body, defineBody } from "./body.ts";
import { callbackOf, institutionOf, programOf, traceOf } from "./caller.ts";
import { capitalEnvelope } from "./envelope.ts";
import { amountNumber, parseAmount } from "./money.ts";
import { enqueueNotice } from "./notices.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import { amount, currency, MOST_INSTRUCTIONS, narration, text } from "./shapes.ts";
import { createVoucher, isKnownGroup, type NewVoucher, type Voucher } from "./vouchers.ts";

/** Voucher Creation (3.0). */
export const creation = defineBody(
  z.object({
    requestID: text(12),
    batchID: text(12),
    voucherInstructions: z
      .array(
        z.object({
          instructionID: text(16),
          groupCode: z.string().trim().max(3).default(""),
          currency,
          amount,
          payeeFunctionalID: z.string().trim().max(20).default(""),
          narration,
        }),
      )
      .min(1)
      .max(MOST_INSTRUCTIONS),
  }),
);

type Creation = typeof creation extends Body<infer T> ? T : never;

/** Makes vouchers, pre-activated; their numbers go to the call-back. */
export async function makeVouchers(
  { store, settings, key, wake }: PaymentsServer,
  { headers, body }: Call<Creation>,
): Promise<Answer> {
  const scope = institutionOf(headers) ?? "";
  const program = programOf(headers) ?? null;
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const { requestID: id, batchID: batch, voucherInstructions: given } = body;
  const wanted = given.map(
    (each): NewVoucher => ({
      scope,
      program,
      batch,
      instruction: each.instructionID,
      group: each.groupCode,
      currency: each.currency,
      amount: parseAmount(each.amount, each.currency),
      payee: each.payeeFunctionalID,
      narration: each.narration,
      expiresAt: Date.now() + settings.voucherLifetimeMs,
    }),
  );
  const answer = await store.write((db) =>
    answerOnce(db, { kind: "vouchers", scope, id, digest: digestOf(body) }, () => {
      const digest = digestOf(given);
      const known = firstRow<{ digest: string }>(
        db,
        "SELECT digest FROM voucher_batch WHERE scope = ? AND id = ?",
        scope,
        batch,
      );
      if (known !== undefined && known.digest !== digest)
        throw badRequest(`the batch ${batch} was made with other instructions`);
      const done = { status: 200, body: capitalEnvelope(id, `${given.length} vouchers are made`) };
      if (known !== undefined) return done;
      checkIds(wanted);
      const unknown = wanted.find(({ group }) => !isKnownGroup(db, group));
      if (unknown !== undefined) throw badRequest(`there is no voucher group ${unknown.group}`);
      const sql = "INSERT INTO voucher_batch (scope, id, digest, callback) VALUES (?, ?, ?, ?)";
      runSql(db, sql, scope, batch, digest, callback ?? null);
      const made = wanted.map((each) => createVoucher(db, each, key));
      tellVouchers(db, callback, traceOf(headers, id), { requestID: id, batchID: batch }, made);
      return done;
    }),
  );
  wake();
  return answer;
}

function checkIds(wanted: readonly NewVoucher[]): void {
  const ids = new Set<string>();
  for (const { instruction } of wanted) {
    if (ids.has(instruction)) throw badRequest(`two instructions of the batch have the id ${instruction}`);
    ids.add(instruction);
  }
}

/** Voucher Details Return (3.0). */
function tellVouchers(
  db: DatabaseSync,
  url: string | undefined,
  correlation: string,
  ids: { readonly requestID: string; readonly batchID: string },
  made: readonly Voucher[],
): void {
  if (url === undefined) return;
  const body = {
    ...ids,
    voucherInstructions: made.map((voucher) => ({
      instructionID: voucher.instruction,
      serialNumber: voucher.serial,
      voucherNumber: voucher.secret,
      currency: voucher.currency,
      amount: amountNumber(voucher.amount, voucher.currency),
      narration: voucher.narration,
    })),
  };
  enqueueNotice(db, { url, correlation, body }, Date.now());
}
