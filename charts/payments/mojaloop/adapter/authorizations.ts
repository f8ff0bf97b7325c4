import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../../../../reference/sql.ts";
import type { Store } from "../../../../reference/store.ts";
import { Worker } from "../../../../reference/worker.ts";
import type { AdapterSettings } from "../settings.ts";
import { type Batch, releaseBatch, totalOf } from "./batches.ts";
import { amountNumber, ledgerAmount } from "./money.ts";
import { enqueueNotice } from "./notices.ts";

const TIMEOUT_MS = 10_000;
const PAUSE_MS = 5000;

/** What is asked for, in ten-thousandths. */
interface FundsRequest {
  readonly correlation: string;
  readonly callback: string | undefined;
  readonly currency: string;
  readonly amount: bigint;
}

interface DueAuthorization {
  readonly number: number;
  readonly batch: number;
  readonly correlation: string;
  readonly callback: string | null;
  readonly currency: string;
  readonly amount: number;
}

/** Notes that the funds of a batch are to be authorized. */
export function askForFunds(db: DatabaseSync, batch: Batch, request: FundsRequest): void {
  runSql(
    db,
    "INSERT INTO authorization (batch, correlation, callback, currency, amount, next_at) VALUES (?, ?, ?, ?, ?, ?)",
    batch.number,
    request.correlation,
    request.callback ?? batch.callback,
    request.currency,
    Number(request.amount),
    Date.now(),
  );
}

/**
 * Answers whether there are funds for a batch: the amount is the batch's, and the government's participant has it at
 * the hub. A batch that waited for it goes.
 */
export function createTreasurer(
  store: Store,
  settings: AdapterSettings,
  tell: (line: string) => void,
  wake: () => void,
): Worker<DueAuthorization> {
  const run = async (row: DueAuthorization, stop: AbortSignal) => {
    await store.write((db) =>
      runSql(db, "UPDATE authorization SET next_at = ? WHERE number = ?", Date.now() + PAUSE_MS, row.number),
    );
    const reason = store.read((db) => mismatch(db, row)) ?? (await lackOfFunds(settings, row, stop));
    await store.write((db) => decide(db, row, reason, Date.now()));
    wake();
  };
  const due = `SELECT number, batch, correlation, callback, currency, amount FROM authorization
    WHERE status IS NULL AND next_at <= ? ORDER BY next_at LIMIT ?`;
  const next = "SELECT min(next_at) AS at FROM authorization WHERE status IS NULL";
  return new Worker(
    {
      due: (now, limit) => store.read((db) => allRows<DueAuthorization>(db, due, now, limit)),
      next: () => store.read((db) => firstRow<{ at: number | null }>(db, next)?.at ?? undefined),
      keyOf: ({ number }) => String(number),
      run,
      width: 4,
    },
    tell,
  );
}

function mismatch(db: DatabaseSync, { batch, amount, currency }: DueAuthorization): string | undefined {
  const total = totalOf(db, batch);
  if (total.currencies.some((each) => each !== currency)) return `the batch is not in ${currency}`;
  if (total.amount !== BigInt(amount)) return `the batch's total is ${amountNumber(total.amount)}`;
  return undefined;
}

/** Batch Funds Authorization's answer (3.0). */
function decide(db: DatabaseSync, row: DueAuthorization, reason: string | undefined, now: number): void {
  const status = reason === undefined ? "Y" : "N";
  runSql(db, "UPDATE authorization SET status = ? WHERE number = ?", status, row.number);
  if (status === "Y") releaseBatch(db, row.batch, now);
  if (row.callback === null) return;
  const body = {
    clientCorrelationId: row.correlation,
    status,
    reason: reason ?? "the participant has the funds at the hub",
  };
  enqueueNotice(db, { url: row.callback, correlation: row.correlation, body }, now);
}

/**
 * What the participant may still send: up to its net debit cap, and no more than its liquidity, less what its
 * position already holds. Between this answer and the payment others may use it: the ledger itself refuses then.
 */
async function lackOfFunds(
  settings: AdapterSettings,
  { amount, currency }: DueAuthorization,
  stop: AbortSignal,
): Promise<string | undefined> {
  const path = `${settings.hub.ledger}/participants/${settings.fsp}`;
  const accounts = await readJson<LedgerAccount[]>(`${path}/accounts`, stop);
  const limits = await readJson<LedgerLimit[]>(`${path}/limits?currency=${currency}`, stop);
  const held = (type: string) =>
    accounts.find((account) => account.ledgerAccountType === type && account.currency === currency)?.value;
  const [position, settlement, cap] = [held("POSITION"), held("SETTLEMENT"), limits[0]?.limit.value];
  if (position === undefined || settlement === undefined || cap === undefined) {
    return `the participant has no account in ${currency}`;
  }
  const needed = ledgerAmount(position) + BigInt(amount);
  const suffices = needed <= -ledgerAmount(settlement) && needed <= ledgerAmount(cap);
  return suffices ? undefined : "the participant's funds at the hub do not suffice";
}

interface LedgerAccount {
  readonly ledgerAccountType: string;
  readonly currency: string;
  readonly value: number | string;
}

interface LedgerLimit {
  readonly limit: { readonly value: number | string };
}

async function readJson<T>(url: string, stop: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]) });
  if (response.status !== 200) throw new Error(`the ledger answered ${response.status} when asked for funds`);
  return (await response.json()) as T;
}
