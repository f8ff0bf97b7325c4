import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";

/** How many wrong proofs lock somebody. */
const MOST_FAILURES = 5;

interface Row {
  readonly failures: number;
  readonly locked_until: number | null;
  readonly sends: string;
}

/** Whether somebody is locked after too many wrong proofs: then the right one is refused too. */
export function isLocked(db: DatabaseSync, personId: string): boolean {
  return (readRow(db, personId).locked_until ?? 0) > Date.now();
}

/** Counts a wrong proof. The last one that is allowed locks. */
export function noteFailure(db: DatabaseSync, personId: string, lockSeconds: number): void {
  const failures = readRow(db, personId).failures + 1;
  const isLast = failures >= MOST_FAILURES;
  runSql(
    db,
    "UPDATE proof SET failures = ?, locked_until = ? WHERE person = ?",
    isLast ? 0 : failures,
    isLast ? Date.now() + lockSeconds * 1000 : null,
    personId,
  );
}

/** Forgets the wrong ones behind a right one. */
export function noteSuccess(db: DatabaseSync, personId: string): void {
  runSql(db, "UPDATE proof SET failures = 0, locked_until = NULL WHERE person = ?", personId);
}

/** Counts a code that is sent; false where there were too many. */
export function noteSend(
  db: DatabaseSync,
  personId: string,
  limit: { readonly codeSeconds: number; readonly sendLimit: number },
): boolean {
  const now = Date.now();
  const sends = (JSON.parse(readRow(db, personId).sends) as number[]).filter(
    (at) => at > now - limit.codeSeconds * 1000,
  );
  if (sends.length >= limit.sendLimit) return false;
  runSql(db, "UPDATE proof SET sends = ? WHERE person = ?", JSON.stringify([...sends, now]), personId);
  return true;
}

function readRow(db: DatabaseSync, personId: string): Row {
  const sql = "SELECT failures, locked_until, sends FROM proof WHERE person = ?";
  const row = firstRow<Row>(db, sql, personId);
  if (row !== undefined) return row;
  if (!db.isTransaction) return { failures: 0, locked_until: null, sends: "[]" };
  runSql(db, "INSERT INTO proof (person) VALUES (?)", personId);
  return { failures: 0, locked_until: null, sends: "[]" };
}
