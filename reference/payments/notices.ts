import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";

/** A call to somebody else, such as the result of what was asked for. */
export interface Notice {
  /** POST where nothing is said. */
  readonly method?: "GET" | "POST";
  readonly url: string;
  /** The id of the request that it is about. */
  readonly correlation: string;
  /** Headers that the file of the operation names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A call that is to be made now. */
export interface DueNotice {
  readonly number: number;
  readonly method: string;
  readonly url: string;
  /** JSON. */
  readonly headers: string;
  /** JSON; empty where there is no body. */
  readonly body: string;
  readonly tries: number;
}

/** A receiver that is away for longer finds the result by asking for it. */
const LIFETIME_MS = 3 * 24 * 3600_000;

/** Puts a call on its way; it is made until a 2xx answers it, for three days at most. */
export function enqueueNotice(db: DatabaseSync, notice: Notice, now: number): void {
  const { method = "POST", url, correlation, headers = {}, body } = notice;
  runSql(
    db,
    "INSERT INTO notice (method, url, headers, body, next_at, until) VALUES (?, ?, ?, ?, ?, ?)",
    method,
    url,
    JSON.stringify({ "X-CorrelationID": correlation, "X-Correlation-ID": correlation, ...headers }),
    body === undefined ? "" : JSON.stringify(body),
    now,
    now + LIFETIME_MS,
  );
}

/** Where a call of P2G goes: to the address that the request gave, else to the registered one with the file's path. */
export function addressOf(
  callback: string | null | undefined,
  base: string | null | undefined,
  path: string,
): string | undefined {
  if (callback != null) return callback;
  return base == null ? undefined : `${base.replace(/\/$/, "")}${path}`;
}

/** Calls whose time has come, the oldest first. */
export function dueNotices(db: DatabaseSync, now: number, limit: number): DueNotice[] {
  return allRows<DueNotice>(
    db,
    `SELECT number, method, url, headers, body, tries FROM notice WHERE next_at <= ? ORDER BY next_at LIMIT ?`,
    now,
    limit,
  );
}

/** When the next call wants to be made. */
export function nextNotice(db: DatabaseSync): number | undefined {
  return firstRow<{ at: number | null }>(db, "SELECT min(next_at) AS at FROM notice")?.at ?? undefined;
}

/** What came of a call: it was taken, or is to be made again, unless its time is over. */
export function settleNotice(
  db: DatabaseSync,
  number: number,
  outcome: "taken" | { readonly nextAt: number },
): void {
  if (outcome === "taken") {
    runSql(db, "DELETE FROM notice WHERE number = ?", number);
    return;
  }
  const { nextAt } = outcome;
  runSql(db, "UPDATE notice SET tries = tries + 1, next_at = ? WHERE number = ?", nextAt, number);
  runSql(db, "DELETE FROM notice WHERE number = ? AND next_at >= until", number);
}
