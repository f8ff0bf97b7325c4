import type { DatabaseSync } from "node:sqlite";
import { defineOperation, type Operation } from "../../../../reference/operation.ts";
import { badRequest } from "../../../../reference/refusal.ts";
import { allRows } from "../../../../reference/sql.ts";
import { type Batch, findBatch } from "./batches.ts";
import { tenantOf } from "./caller.ts";
import type { AdapterContext } from "./context.ts";
import { amountNumber } from "./money.ts";

const PAGE = 100;
const LARGEST_PAGE = 1000;

/** States as they are answered; all others are on their way. */
const STATUS: Readonly<Record<string, string>> = { paid: "COMPLETED", failed: "FAILED", valid: "COMPLETED" };

interface DetailRow {
  readonly id: string;
  readonly party: string;
  readonly payer: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: string;
  readonly fsp: string | null;
  readonly transferId: string | null;
  readonly reason: string | null;
  readonly finishedAt: number | null;
}

/** Batch Details (3.0): how the instructions of a batch stand, in pages; also of a batch that came by 1.x. */
export function detailOperation({ store, settings }: AdapterContext): Operation {
  return defineOperation({
    id: "getBatchDetail",
    summary: "How the instructions of a batch stand",
    method: "GET",
    path: "/api/v1/batch/detail",
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
      const batchId = query.get("batchId") ?? "";
      const [page, size] = [integer(query, "pageNo", 0), integer(query, "pageSize", PAGE)];
      if (page < 0 || size < 1 || size > LARGEST_PAGE) {
        throw badRequest(`pageNo begins with 0, and pageSize is 1 to ${LARGEST_PAGE}`);
      }
      const rows = store.read((db) => {
        const batch = findBatch(db, "payment", tenantOf(headers), batchId);
        if (batch === undefined) throw badRequest("there is no such batch");
        if (query.get("direction") === "INCOMING") return [];
        return describe(db, batch, settings.fsp, statesOf(query.get("status")), [size, page * size]);
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
  const all = ["lookup", "quote", "transfer", "sent", "valid", "paid", "failed"];
  if (status === null || status === "") return all;
  return all.filter((state) => (STATUS[state] ?? "IN_PROGRESS") === status.toUpperCase());
}

function describe(
  db: DatabaseSync,
  batch: Batch,
  fsp: string,
  states: readonly string[],
  [limit, offset]: readonly [number, number],
): unknown[] {
  const rows = allRows<DetailRow>(
    db,
    `SELECT id, party, payer, amount, currency, state, fsp, transfer_id AS transferId, reason,
       finished_at AS finishedAt FROM instruction
     WHERE batch = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY position LIMIT ? OFFSET ?`,
    batch.number,
    JSON.stringify(states),
    limit,
    offset,
  );
  return rows.map((row) => ({
    workflowInstanceKey: row.id,
    transactionId: row.transferId ?? "",
    startedAt: new Date(batch.receivedAt).toISOString(),
    ...(row.finishedAt === null ? {} : { completedAt: new Date(row.finishedAt).toISOString() }),
    status: STATUS[row.state] ?? "IN_PROGRESS",
    statusDetail: batch.state === "held" && STATUS[row.state] === undefined ? "held" : row.state,
    payeeDfspId: row.fsp ?? "",
    payeePartyId: row.party,
    payeePartyIdType: "MSISDN",
    payeeFee: 0,
    payeeFeeCurrency: row.currency,
    payerDfspId: fsp,
    payerPartyId: row.payer,
    payerPartyIdType: "BUSINESS",
    payerFee: 0,
    payerFeeCurrency: row.currency,
    amount: amountNumber(BigInt(row.amount)),
    currency: row.currency,
    direction: "OUTGOING",
    errorInformation: row.reason ?? "",
    batchId: batch.id,
  }));
}
