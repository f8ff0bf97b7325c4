import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../../../../reference/sql.ts";
import { deriveId } from "../derive-id.ts";
import { closeBatch } from "./results.ts";

/** Where an instruction is on its way. `sent` is a transfer that the hub has taken. */
export type OpenState = "lookup" | "quote" | "transfer" | "sent";

/** An instruction on its way. Amounts are ten-thousandths, times milliseconds since 1970. */
export interface OpenInstruction {
  readonly batch: number;
  readonly position: number;
  readonly kind: "payment" | "validation";
  readonly scope: string;
  readonly batchId: string;
  readonly id: string;
  readonly party: string;
  readonly payer: string;
  readonly amount: number;
  readonly currency: string;
  readonly narration: string;
  readonly state: OpenState;
  /** Counts from 1; a transfer that expired is attempted again under other ids. */
  readonly attempt: number;
  /** How often the hub was asked in this state. */
  readonly tries: number;
  readonly expectedFsp: string | null;
  readonly fsp: string | null;
  readonly quoteId: string | null;
  readonly transferId: string | null;
  readonly packet: string | null;
  readonly condition: string | null;
  readonly expiresAt: number | null;
}

const OPEN = "i.state IN ('lookup', 'quote', 'transfer', 'sent')";
const SELECT = `
  SELECT i.batch, i.position, b.kind, b.scope, b.id AS batchId, i.id, i.party, i.payer, i.amount, i.currency,
    i.narration, i.state, i.attempt, i.tries, i.expected_fsp AS expectedFsp, i.fsp, i.quote_id AS quoteId,
    i.transfer_id AS transferId, i.packet, i.condition, i.expires_at AS expiresAt
  FROM instruction i JOIN batch b ON b.number = i.batch`;

/** How often a payment is attempted whose transfer expired without being paid. */
const ATTEMPTS = 3;

/** Instructions whose time has come, the longest waiting first. */
export function dueInstructions(db: DatabaseSync, now: number, limit: number): OpenInstruction[] {
  const sql = `${SELECT} WHERE ${OPEN} AND b.state = 'running' AND i.next_at <= ? ORDER BY i.next_at LIMIT ?`;
  return allRows<OpenInstruction>(db, sql, now, limit);
}

/** When the next one wants to be looked at. */
export function nextInstruction(db: DatabaseSync): number | undefined {
  const sql = `SELECT min(i.next_at) AS at FROM instruction i JOIN batch b ON b.number = i.batch
    WHERE ${OPEN} AND b.state = 'running'`;
  return firstRow<{ at: number | null }>(db, sql)?.at ?? undefined;
}

/** The instructions that wait for an answer to the look-up of a phone number. */
export function waitingForParty(db: DatabaseSync, party: string): OpenInstruction[] {
  return allRows<OpenInstruction>(db, `${SELECT} WHERE i.state = 'lookup' AND i.party = ?`, party);
}

/** The instruction of a quote or transfer, whatever its state is. */
export function findByHubId(
  db: DatabaseSync,
  column: "quote_id" | "transfer_id",
  id: string,
): (Omit<OpenInstruction, "state"> & { readonly state: string }) | undefined {
  return firstRow(db, `${SELECT} WHERE i.${column} = ?`, id);
}

/** Notes that the hub is being asked, before it is: who is killed in between asks again later. */
export function noteTry(db: DatabaseSync, row: OpenInstruction, nextAt: number): boolean {
  return change(db, row, "tries = tries + 1, next_at = ?", nextAt);
}

/** Puts the next look at it to another time, and counts no try: nobody was there to be asked. */
export function postpone(db: DatabaseSync, row: OpenInstruction, nextAt: number): void {
  change(db, row, "tries = max(0, tries - 1), next_at = ?", nextAt);
}

/** The hub knows whose customer the payee is. */
export function partyFound(db: DatabaseSync, row: OpenInstruction, fsp: string, now: number): void {
  if (row.expectedFsp !== null && row.expectedFsp !== fsp) {
    finish(db, row, "failed", "the address belongs to another institution", now);
  } else if (row.kind === "validation") {
    change(db, row, "fsp = ?", fsp);
    finish(db, row, "valid", undefined, now);
  } else {
    const quoteId = hubId("quote", row, row.attempt);
    change(db, row, "state = 'quote', tries = 0, next_at = ?, fsp = ?, quote_id = ?", now, fsp, quoteId);
  }
}

/** The payee's institution agreed to take exactly the amount. The transfer's contents are fixed from here on. */
export function quoted(
  db: DatabaseSync,
  row: OpenInstruction,
  terms: { readonly packet: string; readonly condition: string; readonly expiresAt: number },
  now: number,
): void {
  const transferId = hubId("transfer", row, row.attempt);
  const { packet, condition, expiresAt } = terms;
  const columns =
    "state = 'transfer', tries = 0, next_at = ?, transfer_id = ?, packet = ?, condition = ?, expires_at = ?";
  change(db, row, columns, now, transferId, packet, condition, expiresAt);
}

/** The hub has taken the transfer; what becomes of it is told later. */
export function transferSent(db: DatabaseSync, row: OpenInstruction, nextAt: number): void {
  change(db, row, "state = 'sent', tries = 0, next_at = ?", nextAt);
}

/** The hub never heard of the transfer and has time to: it is sent once more, the same. */
export function sendAgain(db: DatabaseSync, row: OpenInstruction, now: number): void {
  change(db, row, "state = 'transfer', tries = 0, next_at = ?", now);
}

/** The transfer or quote is over without being paid, for good: a new attempt, or the end. */
export function attemptAgain(db: DatabaseSync, row: OpenInstruction, reason: string, now: number): void {
  if (row.attempt >= ATTEMPTS) {
    finish(db, row, "failed", reason, now);
    return;
  }
  const quoteId = hubId("quote", row, row.attempt + 1);
  change(
    db,
    row,
    `state = 'quote', attempt = attempt + 1, tries = 0, next_at = ?, quote_id = ?, transfer_id = NULL,
     packet = NULL, condition = NULL, expires_at = NULL`,
    now,
    quoteId,
  );
}

/** Ends an instruction, and its batch with the last one. */
export function finish(
  db: DatabaseSync,
  row: Pick<OpenInstruction, "batch" | "position"> & { readonly state: string },
  state: "valid" | "paid" | "failed",
  reason: string | undefined,
  now: number,
): void {
  change(db, row, "state = ?, reason = ?, finished_at = ?", state, reason ?? null, now);
  closeBatch(db, row.batch, now);
}

/** Changes it unless it has moved on meanwhile: a call-back may be faster than what it answers. */
function change(
  db: DatabaseSync,
  row: Pick<OpenInstruction, "batch" | "position"> & { readonly state: string },
  columns: string,
  ...values: (string | number | null)[]
): boolean {
  const sql = `UPDATE instruction SET ${columns} WHERE batch = ? AND position = ? AND state = ?`;
  return runSql(db, sql, ...values, row.batch, row.position, row.state) === 1;
}

/** The hub's id for an instruction: the same for the same instruction, however often it is sent. */
function hubId(
  kind: "quote" | "transfer",
  { scope, batchId, id }: Pick<OpenInstruction, "scope" | "batchId" | "id">,
  attempt: number,
): string {
  return deriveId(kind, scope, batchId, id, String(attempt));
}
