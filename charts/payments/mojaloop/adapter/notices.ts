import type { DatabaseSync } from "node:sqlite";
import { allRows, runSql } from "../../../../reference/sql.ts";

/** A result for whoever asked for it. */
export interface Notice {
  readonly url: string;
  readonly correlation: string;
  readonly body: unknown;
}

/** A result that is to be sent now. */
export interface DueNotice {
  readonly number: number;
  readonly url: string;
  readonly correlation: string;
  /** JSON. */
  readonly body: string;
  readonly tries: number;
  readonly until: number;
}

/** A receiver that is away for longer finds the result by asking for it. */
const LIFETIME_MS = 3 * 24 * 3600_000;

/** Puts a result on its way; it is sent until a 2xx answers it, for three days at most. */
export function enqueueNotice(db: DatabaseSync, { url, correlation, body }: Notice, now: number): void {
  runSql(
    db,
    "INSERT INTO notice (url, body, correlation, next_at, until) VALUES (?, ?, ?, ?, ?)",
    url,
    JSON.stringify(body),
    correlation,
    now,
    now + LIFETIME_MS,
  );
}

/** Results whose time has come, the oldest first. */
export function dueNotices(db: DatabaseSync, now: number, limit: number): DueNotice[] {
  return allRows<DueNotice>(
    db,
    `SELECT number, url, correlation, body, tries, until FROM notice
     WHERE sent_at IS NULL AND next_at <= ? AND until > ? ORDER BY next_at LIMIT ?`,
    now,
    now,
    limit,
  );
}

/** When the next result wants to be sent. */
export function nextNotice(db: DatabaseSync, now: number): number | undefined {
  const [row] = allRows<{ at: number | null }>(
    db,
    "SELECT min(next_at) AS at FROM notice WHERE sent_at IS NULL AND until > ?",
    now,
  );
  return row?.at ?? undefined;
}

/** What came of sending one: it was taken, or is to be sent again at that time. */
export function settleNotice(
  db: DatabaseSync,
  number: number,
  sentAt: number | undefined,
  nextAt: number,
): void {
  runSql(
    db,
    "UPDATE notice SET tries = tries + 1, sent_at = ?, next_at = ? WHERE number = ?",
    sentAt ?? null,
    nextAt,
    number,
  );
}
