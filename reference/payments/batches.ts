import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { closeBatch } from "./batch-result.ts";
import { insertNumbered } from "./insert-numbered.ts";

/** Whose results have which shape. */
export type Style = "1.x" | "3.0" | "addresses";

/** One instruction that was asked for; one that cannot be carried out at all has a reason already. */
export interface Instruction {
  readonly id: string;
  readonly payee: string;
  /** Of the payee's account; empty where there is none. */
  readonly address: string;
  /** The institution that has to have it; undefined where that does not matter. */
  readonly bank: string | undefined;
  readonly payer: string;
  readonly payerAccount: number | undefined;
  readonly amount: number;
  readonly currency: string;
  readonly narration: string;
  readonly reason: string | undefined;
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
  /** held: until its funds are authorized; new: its funds are to be set aside. */
  readonly state: "held" | "new" | "running" | "done";
  /** Why its funds could not be set aside. */
  readonly trouble: string | null;
  readonly receivedAt: number;
}

const BATCH_COLUMNS =
  "number, kind, style, scope, id, digest, request, callback, state, trouble, received_at AS receivedAt";

/**
 * Takes a batch over, held until its funds are authorized or not. One that is there under the same id stays as it is;
 * with other contents it is refused: nobody is paid twice because a batch was sent twice.
 */
export function acceptBatch(db: DatabaseSync, request: BatchRequest, isHeld: boolean): void {
  const known = findBatch(db, request.kind, request.scope, request.id);
  if (known !== undefined) {
    if (known.digest === request.digest) return;
    throw badRequest(`the batch ${request.id} was handed over with other instructions`);
  }
  checkIds(request);
  const now = Date.now();
  const number = insertNumbered(
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
    isHeld ? "held" : "new",
    now,
  );
  for (const [position, instruction] of request.instructions.entries())
    insertInstruction(db, number, position, instruction, now);
  closeBatch(db, number, now);
}

/** The batch of that id; without a scope, of whosoever, where only one has it. */
export function findBatch(
  db: DatabaseSync,
  kind: Batch["kind"],
  scope: string | undefined,
  id: string,
): Batch | undefined {
  const sql = `SELECT ${BATCH_COLUMNS} FROM batch WHERE kind = ? AND id = ?`;
  if (scope !== undefined) return firstRow<Batch>(db, `${sql} AND scope = ?`, kind, id, scope);
  const found = allRows<Batch>(db, `${sql} LIMIT 2`, kind, id);
  return found.length === 1 ? found[0] : undefined;
}

/** A batch by its number. */
export function readBatch(db: DatabaseSync, number: number): Batch | undefined {
  return firstRow<Batch>(db, `SELECT ${BATCH_COLUMNS} FROM batch WHERE number = ?`, number);
}

function checkIds({ instructions }: BatchRequest): void {
  const ids = new Set<string>();
  for (const { id } of instructions) {
    if (ids.has(id)) throw badRequest(`two instructions of the batch have the id ${id}`);
    ids.add(id);
  }
  const total = instructions.reduce((sum, { amount }) => sum + amount, 0);
  if (!Number.isSafeInteger(total)) throw badRequest("the amounts of the batch are too large together");
}

function insertInstruction(
  db: DatabaseSync,
  batch: number,
  position: number,
  instruction: Instruction,
  now: number,
): void {
  const { id, payee, address, bank, payer, payerAccount, amount, currency, narration, reason } = instruction;
  runSql(
    db,
    `INSERT INTO instruction (batch, position, id, payee, address, bank, payer, payer_account, amount, currency,
       narration, state, reason, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    batch,
    position,
    id,
    payee,
    address,
    bank ?? null,
    payer,
    payerAccount ?? null,
    amount,
    currency,
    narration,
    reason === undefined ? "pending" : "failed",
    reason ?? null,
    reason === undefined ? null : now,
  );
}
