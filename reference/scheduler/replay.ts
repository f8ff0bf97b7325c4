import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { firstRow, runSql } from "../sql.ts";
import type { KindName } from "./kinds.ts";

const REPLAY_MS = 10 * 60_000;

/** A mark by which the same request of the same requestor is known again; nothing of it can be read. */
export function markOf(requestor: string, operation: string, content: unknown): Buffer {
  return createHash("sha256")
    .update(canonicalJson([requestor, operation, content]))
    .digest();
}

/** What the same request was answered a short while ago, if what it did still stands. */
export function findReplay(db: DatabaseSync, mark: Buffer, now: number): string | undefined {
  const sql = "SELECT answer FROM replay WHERE mark = ? AND at > ? AND at <= ?";
  return firstRow<{ answer: string }>(db, sql, mark, now - REPLAY_MS, now)?.answer;
}

/** Remembers an answer, until one of the things that were made is changed. */
export function rememberReplay(
  db: DatabaseSync,
  mark: Buffer,
  answer: string,
  now: number,
  made: readonly (readonly [kind: KindName, id: number])[],
): void {
  runSql(db, "DELETE FROM replay WHERE at <= ? OR mark = ?", now - REPLAY_MS, mark);
  runSql(db, "INSERT INTO replay (mark, answer, at) VALUES (?, ?, ?)", mark, answer, now);
  for (const [kind, id] of made)
    runSql(db, "INSERT INTO replayed (kind, id, mark) VALUES (?, ?, ?)", kind, id, mark);
}
