import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Owed } from "./courier.ts";
import { countStates, listEmails, PLACES, type StoredRequest } from "./requests.ts";
import { STATUSES } from "./status.ts";
import type { Vault } from "./vault.ts";

const REPLAY_MS = 10 * 60_000;

/** What a call-back says: the specification's callbackContent, `content` in base64. */
export interface CallbackContent {
  readonly meta?: string | undefined;
  readonly content?: string | undefined;
}

/** A call-back that is owed to the sender of a request. */
export interface DueCallback extends Owed {
  readonly request: number;
  readonly uid: string;
  readonly attempts: number;
  readonly since: number;
  readonly correlationId: string;
  readonly sealedRoute: Uint8Array;
  /** Absent where it says that the request has come to its end. */
  readonly sealedBody: Uint8Array | null;
}

/** The call-backs that are due. */
export function findDueCallbacks(db: DatabaseSync, now: number, limit: number): DueCallback[] {
  return allRows<DueCallback>(
    db,
    `SELECT callback.id, request, uid, attempts, since, next_at AS nextAt, correlation_id AS correlationId,
       sealed_route AS sealedRoute, sealed_body AS sealedBody
     FROM callback JOIN request ON request.id = callback.request
     WHERE state = 'owed' AND next_at <= ? ORDER BY next_at, callback.id LIMIT ?`,
    now,
    limit,
  );
}

/** When the next call-back is due that is not yet. */
export function nextCallbackAt(db: DatabaseSync, now: number): number | undefined {
  const sql = "SELECT MIN(next_at) AS nextAt FROM callback WHERE state = 'owed' AND next_at > ?";
  return firstRow<{ nextAt: number | null }>(db, sql, now)?.nextAt ?? undefined;
}

/** Owes the sender of a request what was posted for it; the same again within ten minutes is owed once. */
export function oweCallback(
  db: DatabaseSync,
  vault: Vault,
  { id }: StoredRequest,
  body: CallbackContent,
): void {
  const now = Date.now();
  const replay = vault.mark("callback", JSON.stringify([id, body.meta, body.content]));
  const sql = "SELECT 1 FROM callback WHERE request = ? AND since > ? AND replay = ?";
  if (firstRow(db, sql, id, now - REPLAY_MS, replay) !== undefined) return;
  runSql(
    db,
    `INSERT INTO callback (request, replay, sealed_body, state, attempts, since, next_at)
     VALUES (?, ?, ?, 'owed', 0, ?, ?)`,
    id,
    replay,
    vault.seal(PLACES.callback(id), body),
    now,
    now,
  );
}

/** Ends an attempt: taken, to be made again at `nextAt`, or given up. What it said goes with its end. */
export function settleCallback(
  db: DatabaseSync,
  { id, nextAt: last }: DueCallback,
  outcome: { readonly state: "owed" | "taken" | "givenUp"; readonly nextAt?: number },
): void {
  runSql(
    db,
    `UPDATE callback SET state = ?, attempts = attempts + 1, next_at = ?,
       sealed_body = CASE WHEN ? THEN sealed_body END WHERE id = ?`,
    outcome.state,
    outcome.nextAt ?? last,
    outcome.state === "owed" ? 1 : 0,
    id,
  );
}

/** What the call-back at the end of a request says. */
export function describeEnd(db: DatabaseSync, { request, uid }: DueCallback): CallbackContent {
  const states = countStates(db, request);
  const status = Object.fromEntries(
    STATUSES.map((name) => [name, name === "processing" ? 0 : (states.get(name) ?? 0)]),
  );
  const emails = listEmails(db, request).map(({ position, state }) => ({ position, status: state }));
  const content = Buffer.from(JSON.stringify({ requestUid: uid, status, emails })).toString("base64");
  return { meta: "status", content };
}
