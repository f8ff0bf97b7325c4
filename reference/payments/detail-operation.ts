import type { DatabaseSync } from "node:sqlite";
import { defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { allRows } from "../sql.ts";
import { type Batch, findBatch } from "./batches.ts";
import { tenantOf } from "./caller.ts";
import { BATCH_HEADERS } from "./headers.ts";
import { amountNumber } from "./money.ts";
import type { PaymentsServer } from "./payments-server.ts";

const PAGE = 100;
const LARGEST_PAGE = 1000;

/** States as they are answered. */
const STATUS: Readonly<Record<string, string>> = {
  pending: "IN_PROGRESS",
  paid: "COMPLETED",
  valid: "COMPLETED",
  failed: "FAILED",
};

interface DetailRow {
  readonly id: string;
  readonly address: string;
  readonly payer: string;
  readonly payerOwner: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly state: string;
  readonly fsp: string | null;
  readonly transfer: number | null;
  readonly reason: string | null;
  readonly finishedAt: number | null;
}

/** Batch Details (3.0): how the instructions of a batch stand, in pages; also of a batch that came by 1.x. */
export function detailOperation({ store }: PaymentsServer): Operation {
  return defineOperation({
    id: "getBatchDetail",
    summary: "How the instructions of a batch stand",
    method: "GET",
    path: "/api/v1/batch/detail",
    routes: ["/api/v1/batch/detail", "/batch/detail"],
    headers: BATCH_HEADERS,
    query: [
      { name: "batchId", required: true },
      { name: "direction" },
      { name: "pageNo", type: "integer" },
      { name: "pageSize", type: "integer" },
      { name: "X-CorrelationID" },
      { name: "status" },
    ],
    responses: { 200: "the instructions", 400: "the request is not as it must be" },
    handle: ({ query, headers }) => {
      const [page, size] = [integer(query, "pageNo", 0), integer(query, "pageSize", PAGE)];
      if (page < 0 || size < 1 || size > LARGEST_PAGE)
        throw badRequest(`pageNo begins with 0, and pageSize is 1 to ${LARGEST_PAGE}`);
      const rows = store.read((db) => {
        const batch = findBatch(db, "payment", tenantOf(headers), query.get("batchId") ?? "");
        if (batch === undefined) throw badRequest("there is no such batch");
        const correlation = query.get("X-CorrelationID");
        const isOther = correlation !== null && correlation !== "" && correlation !== batch.request;
        if (isOther || query.get("direction")?.toUpperCase() === "INCOMING") return [];
        return describe(db, batch, statesOf(query.get("status")), [size, page * size]);
      });
      return { status: 200, body: rows };
    },
  });
}

function integer(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  return text === null || text === "" ? otherwise : Number(text);
}

/** The states that a status stands for; all of them without one. */
function statesOf(status: string | null): readonly string[] {
  const all = Object.keys(STATUS);
  if (status === null || status === "") return all;
  return all.filter((state) => STATUS[state] === status.toUpperCase());
}

function describe(
  db: DatabaseSync,
  batch: Batch,
  states: readonly string[],
  [limit, offset]: readonly [number, number],
): unknown[] {
  const rows = allRows<DetailRow>(
    db,
    `SELECT i.id, i.address, i.payer, a.owner AS payerOwner, i.amount, i.currency, i.state, i.fsp, i.transfer, i.reason,
       i.finished_at AS finishedAt FROM instruction i LEFT JOIN account a ON a.number = i.payer_account
     WHERE i.batch = ? AND i.state IN (SELECT value FROM json_each(?)) ORDER BY i.position LIMIT ? OFFSET ?`,
    batch.number,
    JSON.stringify(states),
    limit,
    offset,
  );
  return rows.map((row) => describeRow(row, batch));
}

function describeRow(row: DetailRow, batch: Batch): unknown {
  const isHeld = batch.state === "held" && row.state === "pending";
  return {
    workflowInstanceKey: row.id,
    transactionId: row.transfer === null ? "" : String(row.transfer),
    startedAt: new Date(batch.receivedAt).toISOString(),
    ...(row.finishedAt === null ? {} : { completedAt: new Date(row.finishedAt).toISOString() }),
    status: STATUS[row.state] ?? "IN_PROGRESS",
    statusDetail: isHeld ? "held" : row.state,
    payeeDfspId: row.fsp ?? "",
    payeePartyId: row.address,
    payeePartyIdType: /^\d+$/.test(row.address) ? "MSISDN" : "ACCOUNT_ID",
    payeeFee: 0,
    payeeFeeCurrency: row.currency,
    payerDfspId: row.payerOwner ?? "",
    payerPartyId: row.payer,
    payerPartyIdType: "BUSINESS",
    payerFee: 0,
    payerFeeCurrency: row.currency,
    amount: amountNumber(row.amount, row.currency),
    currency: row.currency,
    direction: "OUTGOING",
    errorInformation: row.reason ?? "",
    batchId: batch.id,
  };
}
