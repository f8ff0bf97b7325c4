import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Owed } from "./courier.ts";
import { PLACES, type SealedRecipient } from "./requests.ts";
import type { EndState } from "./status.ts";
import type { Vault } from "./vault.ts";

/** An e-mail that is to be handed to the mail server. */
export interface DueEmail extends Owed {
  readonly request: number;
  readonly uid: string;
  readonly position: number;
  readonly attempts: number;
  /** When it was accepted, or sent once more by a person. */
  readonly since: number;
  readonly createdAt: number;
  readonly correlationId: string;
  readonly sealedContent: Uint8Array;
  readonly sealedRecipient: Uint8Array;
}

const COLUMNS = `email.id, request, uid, position, attempts, since, next_at AS nextAt, created_at AS createdAt,
  correlation_id AS correlationId, sealed_content AS sealedContent, sealed_recipient AS sealedRecipient`;
const DUE = `SELECT ${COLUMNS} FROM email JOIN request ON request.id = email.request
  WHERE email.ended_at IS NULL AND priority = ? AND next_at <= ? ORDER BY next_at, email.id LIMIT ?`;
const NEXT =
  "SELECT MIN(next_at) AS nextAt FROM email WHERE ended_at IS NULL AND priority = ? AND next_at > ?";
const PRIORITIES = [0, 1] as const;

/** The e-mails that are due, those of single requests before those of batches. */
export function findDueEmails(db: DatabaseSync, now: number, limit: number): DueEmail[] {
  const found: DueEmail[] = [];
  for (const priority of PRIORITIES)
    if (found.length < limit) found.push(...allRows<DueEmail>(db, DUE, priority, now, limit - found.length));
  return found;
}

/** When the next e-mail is due that is not yet. */
export function nextEmailAt(db: DatabaseSync, now: number): number | undefined {
  const times = PRIORITIES.map(
    (priority) => firstRow<{ nextAt: number | null }>(db, NEXT, priority, now)?.nextAt,
  );
  const known = times.filter((time): time is number => typeof time === "number");
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Writes down that an e-mail is tried again at `nextAt`, for those that are left. */
export function deferEmail(
  db: DatabaseSync,
  vault: Vault,
  { id, request, position }: DueEmail,
  outcome: {
    readonly recipient: SealedRecipient;
    readonly reply: number | undefined;
    readonly nextAt: number;
  },
): void {
  runSql(
    db,
    `UPDATE email SET state = 'deferred', attempts = attempts + 1, next_at = ?, sealed_recipient = ?, reply = ?
     WHERE id = ?`,
    outcome.nextAt,
    vault.seal(PLACES.recipient(request, position), outcome.recipient),
    outcome.reply ?? null,
    id,
  );
}

/**
 * Writes down the end of an e-mail. Where it was the last one of its request, the call-back is owed that says so; with
 * `keepContent` false nothing of the content stays.
 */
export function endEmail(
  db: DatabaseSync,
  { id, request }: DueEmail,
  outcome: { readonly state: EndState; readonly reply: number | undefined; readonly keepContent: boolean },
): void {
  const now = Date.now();
  runSql(
    db,
    `UPDATE email SET state = ?, attempts = attempts + 1, reply = ?, ended_at = ?,
       sealed_recipient = CASE WHEN ? THEN sealed_recipient END WHERE id = ?`,
    outcome.state,
    outcome.reply ?? null,
    now,
    outcome.keepContent ? 1 : 0,
    id,
  );
  runSql(db, "UPDATE request SET pending = pending - 1 WHERE id = ?", request);
  const ended = runSql(
    db,
    `UPDATE request SET ended_at = ?, sealed_content = CASE WHEN ? THEN sealed_content END
     WHERE id = ? AND pending = 0`,
    now,
    outcome.keepContent ? 1 : 0,
    request,
  );
  if (ended === 0) return;
  runSql(
    db,
    `INSERT INTO callback (request, state, attempts, since, next_at)
     SELECT id, 'owed', 0, ?, ? FROM request WHERE id = ? AND sealed_route IS NOT NULL`,
    now,
    now,
    request,
  );
}
