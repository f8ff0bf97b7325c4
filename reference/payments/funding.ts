import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import { move, readAccount } from "./ledger.ts";
import { formatAmount } from "./money.ts";
import { sideAccount } from "./payers.ts";
import type { Limits, PaymentsSettings } from "./settings.ts";

/** What one of a batch's payers has to have. */
interface Need {
  readonly account: number;
  readonly amount: number;
}

/**
 * Sets aside what all open instructions of a batch need, or nothing of it. Why it could not be; undefined where the
 * batch may be paid now.
 */
export function fundBatch(
  db: DatabaseSync,
  batch: number,
  settings: Pick<PaymentsSettings, "currency" | "limits">,
  now: number,
): string | undefined {
  const trouble = fundingTroubleOf(db, batch, settings, now);
  if (trouble !== undefined) return trouble;
  for (const { account, amount } of needsOf(db, batch)) {
    const to = sideAccount(db, readAccount(db, account), "reserved");
    move(db, { from: account, to, amount, kind: "set-aside", reference: `batch ${batch}` }, now);
    runSql(
      db,
      "INSERT INTO reservation (batch, account, amount, day) VALUES (?, ?, ?, ?)",
      batch,
      account,
      amount,
      dayOf(now),
    );
    noteSpent(db, account, dayOf(now), amount);
  }
  return undefined;
}

/** Why the funds of a batch cannot be set aside; undefined where they can. Changes nothing. */
export function fundingTroubleOf(
  db: DatabaseSync,
  batch: number,
  settings: Pick<PaymentsSettings, "currency" | "limits">,
  now: number,
): string | undefined {
  for (const need of needsOf(db, batch)) {
    const trouble = troubleOf(db, need, settings, dayOf(now));
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

function needsOf(db: DatabaseSync, batch: number): Need[] {
  return allRows<Need>(
    db,
    `SELECT payer_account AS account, sum(amount) AS amount FROM instruction
     WHERE batch = ? AND state = 'pending' GROUP BY payer_account`,
    batch,
  );
}

/** Takes what an instruction needs out of what its batch has set aside, and pays it to an account; the transfer. */
export function payFromReservation(
  db: DatabaseSync,
  batch: number,
  payment: {
    readonly payer: number;
    readonly to: number;
    readonly amount: number;
    readonly reference: string;
  },
  now: number,
): number {
  const { payer, to, amount, reference } = payment;
  const from = sideAccount(db, readAccount(db, payer), "reserved");
  const sql = "UPDATE reservation SET amount = amount - ? WHERE batch = ? AND account = ?";
  const taken = runSql(db, sql, amount, batch, payer);
  const transfer = move(db, { from, to, amount, kind: "payment", reference }, now);
  if (taken !== 1 || transfer === undefined) throw new Error(`nothing is set aside for ${reference}`);
  return transfer;
}

/** Gives back what a batch has set aside and not paid. */
export function returnReservations(db: DatabaseSync, batch: number, now: number): void {
  const sql = "SELECT account, amount, day FROM reservation WHERE batch = ?";
  for (const { account, amount, day } of allRows<Need & { day: string }>(db, sql, batch)) {
    if (amount === 0) continue;
    const from = sideAccount(db, readAccount(db, account), "reserved");
    move(db, { from, to: account, amount, kind: "give-back", reference: `batch ${batch}` }, now);
    noteSpent(db, account, day, -amount);
  }
  runSql(db, "DELETE FROM reservation WHERE batch = ?", batch);
}

function troubleOf(
  db: DatabaseSync,
  { account, amount }: Need,
  { currency, limits }: Pick<PaymentsSettings, "currency" | "limits">,
  day: string,
): string | undefined {
  const payer = readAccount(db, account);
  // Limits are in the country's currency, and hold for its accounts.
  const within: Limits = payer.currency === currency ? limits : {};
  const most = (limit: number) => formatAmount(limit, currency);
  if (within.batch !== undefined && amount > within.batch)
    return `the batch is above the limit of ${most(within.batch)}`;
  if (within.day !== undefined && spentOn(db, account, day) + amount > within.day)
    return `the day's payments would be above the limit of ${most(within.day)}`;
  if (payer.closed === 1 || payer.balance - amount < (payer.floor ?? 0))
    return "the payer's funds do not suffice";
  return undefined;
}

function spentOn(db: DatabaseSync, account: number, day: string): number {
  const sql = "SELECT amount FROM spent WHERE account = ? AND day = ?";
  return firstRow<{ amount: number }>(db, sql, account, day)?.amount ?? 0;
}

function noteSpent(db: DatabaseSync, account: number, day: string, amount: number): void {
  runSql(
    db,
    "INSERT INTO spent (account, day, amount) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
    account,
    day,
  );
  runSql(db, "UPDATE spent SET amount = amount + ? WHERE account = ? AND day = ?", amount, account, day);
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
