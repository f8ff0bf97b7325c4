import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { allRows } from "../sql.ts";
import { shorten } from "./batch-result.ts";
import { type Batch, findBatch } from "./batches.ts";
import { defineBody } from "./body.ts";
import { callbackOf, correlationOf } from "./caller.ts";
import { fundingTroubleOf } from "./funding.ts";
import { BATCH_HEADERS } from "./headers.ts";
import { amountNumber, parseAmount } from "./money.ts";
import { enqueueNotice } from "./notices.ts";
import { beginBatch, totalOf } from "./pay-batch.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import type { PaymentsSettings } from "./settings.ts";
import { amount, currency, text } from "./shapes.ts";

/** Batch Funds Authorization (3.0). */
const authorization = defineBody(
  z.object({ batchID: text(50), payerIdentifier: text(20), currency, amount }),
);

interface FundsRequest {
  readonly payerIdentifier: string;
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
}

/** Authorizes the funds of a batch: they are set aside, and a batch that waited for it goes. */
export function authorizeOperation({ store, settings, wake }: PaymentsServer): Operation {
  return definePayment({
    id: "authorizeFunds",
    summary: "Authorize the funds of a batch",
    method: "POST",
    path: "/batches/{batchId}",
    query: [{ name: "command", required: true }],
    body: authorization,
    headers: BATCH_HEADERS,
    responses: { 202: "taken over", 400: "the request is not as it must be" },
    handle: async ({ params, headers, query, body }) => {
      if (query.get("command") !== "authorize") throw badRequest("command must be authorize");
      const { batchId = "" } = params;
      if (body.batchID !== batchId) throw badRequest("batchID is not the batch of the path");
      const correlation = correlationOf(headers);
      const callback = callbackOf(headers, settings.allowLoopbackTargets);
      const request = { ...body, amount: parseAmount(body.amount, body.currency) };
      const key = { kind: "authorization", scope: batchId, id: correlation, digest: digestOf(body) };
      const answer = await store.write((db) =>
        answerOnce(db, key, () => {
          const batch = findBatch(db, "payment", undefined, batchId);
          if (batch === undefined) throw badRequest("there is no such batch");
          const reason = decide(db, batch, request, settings);
          tell(db, callback ?? batch.callback, correlation, reason);
          return { status: 202, body: { message: "Authorization is in process." } };
        }),
      );
      wake();
      return answer;
    },
  });
}

/** Why the funds are not authorized; undefined where they are, and are set aside. */
function decide(
  db: DatabaseSync,
  batch: Batch,
  request: FundsRequest,
  settings: PaymentsSettings,
): string | undefined {
  const { number, state, trouble } = batch;
  const mismatch = mismatchOf(db, number, request);
  if (mismatch !== undefined) return mismatch;
  if (state === "new") return beginBatch(db, batch, settings, Date.now());
  if (state !== "held") return trouble ?? undefined;
  // A held batch that lacks funds waits on: they may come.
  return fundingTroubleOf(db, number, settings, Date.now()) ?? beginBatch(db, batch, settings, Date.now());
}

function mismatchOf(db: DatabaseSync, batch: number, request: FundsRequest): string | undefined {
  const total = totalOf(db, batch);
  if (total.currencies.some((each) => each !== request.currency))
    return `the batch is not in ${request.currency}`;
  if (total.amount !== request.amount)
    return `the batch's total is ${amountNumber(total.amount, request.currency)}`;
  const sql = `SELECT DISTINCT a.code FROM instruction i JOIN account a ON a.number = i.payer_account
    WHERE i.batch = ?`;
  const payers = allRows<{ code: string }>(db, sql, batch);
  if (payers.some(({ code }) => code !== request.payerIdentifier))
    return "the batch is paid from another account";
  return undefined;
}

/** Batch Funds Authorization's answer (3.0). */
function tell(db: DatabaseSync, url: string | null, correlation: string, reason: string | undefined): void {
  if (url === null) return;
  const body = {
    clientCorrelationId: correlation,
    status: reason === undefined ? "Y" : "N",
    reason: shorten(reason ?? "the funds are set aside"),
  };
  enqueueNotice(db, { url, correlation, body }, Date.now());
}
