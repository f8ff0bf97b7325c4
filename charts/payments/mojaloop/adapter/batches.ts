import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../../../../reference/refusal.ts";
import { allRows, firstRow, runSql } from "../../../../reference/sql.ts";
import { closeBatch } from "./results.ts";

/** Whose results have which shape. */
export type Style = "1.x" | "3.0" | "addresses";

/** One instruction that was asked for; whoever cannot be paid at all has a reason already. Amounts are ten-thousandths. */
export interface Instruction {
  readonly id: string;
  readonly payee: string;
  /** A phone number; empty where there is none. */
  readonly party: string;
  readonly payer: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly narration: string;
  readonly expectedFsp?: string | undefined;
  readonly reason?: string | undefined;
}

/** Instructions that are handed over together. */
export interface BatchRequest {
  readonly kind: "payment" | "validation";
  readonly style: Style;
  /** The institution or tenant that it belongs to; others do not see it. */
  readonly scope: string;
  readonly id: string;
  readonly digest: string;
  /** The sender's id of the request, which results echo. */
  readonly request: string;
  readonly callback: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** A batch as it stands. */
export interface Batch {
  readonly number: number;
  readonly kind: "payment" | "validation";
  readonly style: Style;
  readonly scope: string;
  readonly id: string;
  readonly digest: string;
  readonly request: string;
  readonly callback: string | null;
  readonly state: "held" | "running" | "done";
  readonly receivedAt: number;
}

/** The columns of a {@link Batch}. */
export const BATCH_COLUMNS =
  "number, kind, style, scope, id, digest, request, callback, state, received_at AS receivedAt";

/**
 * Takes a batch over, held until its funds are authorized or not. One that is there under the same id stays as it is;
 * with other contents it is refused: nobody is paid twice because a batch was sent twice.
 */
export function acceptBatch(db: DatabaseSync, request: BatchRequest, held: boolean): void {
  const known = findBatch(db, request.kind, request.scope, request.id);
  if (known !== undefined) {
    if (known.digest === request.digest) return;
    throw badRequest(`the batch ${request.id} was handed over with other instructions`);
  }
  checkIds(request);
  const now = Date.now();
  const number = insertBatch(db, request, held ? "held" : "running", now);
  for (const [position, instruction] of request.instructions.entries()) {
    insertInstruction(db, number, position, instruction, now);
  }
  closeBatch(db, number, now);
}

/** The batch of that id; without a scope, of whosoever. */
export function findBatch(
  db: DatabaseSync,
  kind: Batch["kind"],
  scope: string | undefined,
  id: string,
): Batch | undefined {
  if (scope !== undefined) {
    const sql = `SELECT ${BATCH_COLUMNS} FROM batch WHERE kind = ? AND scope = ? AND id = ?`;
    return firstRow<Batch>(db, sql, kind, scope, id);
  }
  const found = allRows<Batch>(
    db,
    `SELECT ${BATCH_COLUMNS} FROM batch WHERE kind = ? AND id = ? LIMIT 2`,
    kind,
    id,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The sum of what a batch asks for, in ten-thousandths, and in which currencies. */
export function totalOf(db: DatabaseSync, number: number): { amount: bigint; currencies: readonly string[] } {
  const rows = allRows<{ amount: number; currency: string }>(
    db,
    "SELECT amount, currency FROM instruction WHERE batch = ?",
    number,
  );
  return {
    amount: rows.reduce((sum, row) => sum + BigInt(row.amount), 0n),
    currencies: [...new Set(rows.map(({ currency }) => currency))],
  };
}

/** Lets a held batch go. */
export function releaseBatch(db: DatabaseSync, number: number, now: number): void {
  const released = runSql(
    db,
    "UPDATE batch SET state = 'running' WHERE number = ? AND state = 'held'",
    number,
  );
  if (released === 0) return;
  runSql(db, "UPDATE instruction SET next_at = ? WHERE batch = ? AND state = 'lookup'", now, number);
  closeBatch(db, number, now);
}

function checkIds({ instructions }: BatchRequest): void {
  if (instructions.length === 0) throw badRequest("a batch has one instruction at least");
  const ids = new Set<string>();
  for (const { id } of instructions) {
    if (ids.has(id)) throw badRequest(`two instructions of the batch have the id ${id}`);
    ids.add(id);
  }
}

function insertBatch(db: DatabaseSync, request: BatchRequest, state: string, now: number): number {
  const row = firstRow<{ number: number }>(
    db,
    `INSERT INTO batch (kind, style, scope, id, digest, request, callback, state, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
    request.kind,
    request.style,
    request.scope,
    request.id,
    request.digest,
    request.request,
    request.callback ?? null,
    state,
    now,
  );
  if (row === undefined) throw new Error("the store gave a batch no number");
  return row.number;
}

function insertInstruction(
  db: DatabaseSync,
  batch: number,
  position: number,
  instruction: Instruction,
  now: number,
): void {
  const { id, payee, party, payer, amount, currency, narration, expectedFsp, reason } = instruction;
  runSql(
    db,
    `INSERT INTO instruction (batch, position, id, payee, party, payer, amount, currency, narration, expected_fsp,
       state, next_at, reason, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    batch,
    position,
    id,
    payee,
    party,
    payer,
    Number(amount),
    currency,
    narration,
    expectedFsp ?? null,
    reason === undefined ? "lookup" : "failed",
    now,
    reason ?? null,
    reason === undefined ? null : now,
  );
}
