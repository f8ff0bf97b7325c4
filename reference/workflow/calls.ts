import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";

/** A call that an instance waits for. */
export interface DueCall {
  readonly id: number;
  readonly instance: number;
  readonly activity: string;
  readonly execution: string;
  readonly attempts: number;
  readonly since: number;
  readonly correlationId: string;
}

/** The calls that are due, the longest waiting first. */
export function findDueCalls(db: DatabaseSync, now: number, limit: number): DueCall[] {
  return allRows(
    db,
    `SELECT call.id, instance, activity, execution, attempts, since, correlation_id AS correlationId
     FROM call JOIN instance ON instance.id = call.instance WHERE next_at <= ? ORDER BY next_at, call.id LIMIT ?`,
    now,
    limit,
  );
}

/** When the next call is due. */
export function nextCallAt(db: DatabaseSync): number | undefined {
  return firstRow<{ at: number | null }>(db, "SELECT MIN(next_at) AS at FROM call")?.at ?? undefined;
}

/** Writes down that a call is made again. */
export function deferCall(db: DatabaseSync, { id }: DueCall, nextAt: number): void {
  runSql(db, "UPDATE call SET attempts = attempts + 1, next_at = ? WHERE id = ?", nextAt, id);
}

/** A call that nobody waits for any more. */
export function removeCall(db: DatabaseSync, { id }: DueCall): void {
  runSql(db, "DELETE FROM call WHERE id = ?", id);
}
