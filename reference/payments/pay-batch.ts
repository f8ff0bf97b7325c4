import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Store } from "../store.ts";
import { Worker } from "../worker.ts";
import { closeBatch } from "./batch-result.ts";
import { type Batch, readBatch } from "./batches.ts";
import { fundBatch, payFromReservation, returnReservations } from "./funding.ts";
import { formatAmount } from "./money.ts";
import { findPayeeAccount } from "./payees.ts";
import type { PaymentsSettings } from "./settings.ts";

/** So many instructions share a transaction; others want to write, too. */
const CHUNK = 200;

interface Pending {
  readonly position: number;
  readonly id: string;
  readonly address: string;
  readonly bank: string | null;
  readonly payerAccount: number | null;
  readonly amount: number;
  readonly currency: string;
}

/** Pays or validates the batches that were taken over, the oldest first, and tells `wake` of results. */
export function createPayer(store: Store, settings: PaymentsSettings, wake: () => void): Worker<number> {
  const open = "SELECT number FROM batch WHERE state IN ('new', 'running') ORDER BY number LIMIT ?";
  const due = (limit: number) =>
    store.read((db) => allRows<{ number: number }>(db, open, limit).map(({ number }) => number));
  return new Worker({
    due: (_now, limit) => due(limit),
    next: () => (due(1).length > 0 ? Date.now() : undefined),
    keyOf: String,
    run: async (number) => {
      await store.write((db) => stepBatch(db, number, settings, Date.now()));
      wake();
    },
    width: 1,
  });
}

/** Carries a batch on by one step: its funds are set aside, or some of its instructions carried out. */
export function stepBatch(
  db: DatabaseSync,
  number: number,
  settings: Pick<PaymentsSettings, "currency" | "limits">,
  now: number,
): void {
  const batch = readBatch(db, number);
  if (batch?.state === "new") beginBatch(db, batch, settings, now);
  else if (batch?.state === "running") {
    for (const row of pendingOf(db, number, CHUNK)) carryOut(db, batch, row, settings, now);
    endBatch(db, number, now);
  }
}

/** Sets the funds of a batch aside and lets it go; without funds all that is open of it fails. */
export function beginBatch(
  db: DatabaseSync,
  batch: Batch,
  settings: Pick<PaymentsSettings, "currency" | "limits">,
  now: number,
): string | undefined {
  const { number, kind } = batch;
  const trouble = kind === "payment" ? fundBatch(db, number, settings, now) : undefined;
  runSql(db, "UPDATE batch SET state = 'running', trouble = ? WHERE number = ?", trouble ?? null, number);
  if (trouble !== undefined) {
    const sql = `UPDATE instruction SET state = 'failed', reason = ?, finished_at = ?
      WHERE batch = ? AND state = 'pending'`;
    runSql(db, sql, trouble, now, number);
  }
  endBatch(db, number, now);
  return trouble;
}

function endBatch(db: DatabaseSync, number: number, now: number): void {
  if (pendingOf(db, number, 1).length > 0) return;
  returnReservations(db, number, now);
  closeBatch(db, number, now);
}

function pendingOf(db: DatabaseSync, batch: number, limit: number): Pending[] {
  return allRows<Pending>(
    db,
    `SELECT position, id, address, bank, payer_account AS payerAccount, amount, currency FROM instruction
     WHERE batch = ? AND state = 'pending' ORDER BY position LIMIT ?`,
    batch,
    limit,
  );
}

function carryOut(
  db: DatabaseSync,
  batch: Batch,
  row: Pending,
  settings: Pick<PaymentsSettings, "currency" | "limits">,
  now: number,
): void {
  const { state, fsp, transfer, reason } = payOne(db, batch, row, settings, now);
  runSql(
    db,
    `UPDATE instruction SET state = ?, fsp = ?, transfer = ?, reason = ?, finished_at = ?
     WHERE batch = ? AND position = ?`,
    state,
    fsp ?? null,
    transfer ?? null,
    reason ?? null,
    now,
    batch.number,
    row.position,
  );
}

/** What became of an instruction. */
interface Outcome {
  readonly state: "paid" | "valid" | "failed";
  readonly fsp: string | undefined;
  readonly transfer?: number;
  readonly reason?: string;
}

function payOne(
  db: DatabaseSync,
  batch: Batch,
  row: Pending,
  { currency, limits }: Pick<PaymentsSettings, "currency" | "limits">,
  now: number,
): Outcome {
  const found = findPayeeAccount(db, row.address, row.bank ?? undefined, row.currency);
  if ("reason" in found) return { state: "failed", fsp: found.institution, reason: found.reason };
  const { account } = found;
  const fsp = account.owner;
  if (batch.kind === "validation") return { state: "valid", fsp };
  const { amount } = row;
  const most = row.currency === currency ? limits.account : undefined;
  if (most !== undefined && account.balance + amount > most) {
    const reason = `the payee's account may hold ${formatAmount(most, currency)} at most`;
    return { state: "failed", fsp, reason };
  }
  if (row.payerAccount === null) throw new Error("an instruction without a payer's account is open");
  const reference = `batch ${batch.number} instruction ${row.id}`;
  const payment = { payer: row.payerAccount, to: account.number, amount, reference };
  return { state: "paid", fsp, transfer: payFromReservation(db, batch.number, payment, now) };
}

/** The sum of what a batch asks for, and in which currencies. */
export function totalOf(
  db: DatabaseSync,
  number: number,
): { readonly amount: number; readonly currencies: readonly string[] } {
  const sql = "SELECT coalesce(sum(amount), 0) AS amount FROM instruction WHERE batch = ?";
  const currencies = "SELECT DISTINCT currency FROM instruction WHERE batch = ?";
  return {
    amount: firstRow<{ amount: number }>(db, sql, number)?.amount ?? 0,
    currencies: allRows<{ currency: string }>(db, currencies, number).map(({ currency }) => currency),
  };
}
