import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { Content, Recipient } from "./email.ts";
import type { State } from "./status.ts";
import type { Vault } from "./vault.ts";

/** How long the same request again is taken for a repetition, in milliseconds. */
const REPLAY_MS = 10 * 60_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Where call-backs of a request go, and the key that it came with. */
export interface Route {
  readonly uri: string;
  readonly apiKey: string;
}

/** A request as it is to be stored. */
export interface NewRequest {
  /** One of its own where none is given. */
  readonly uid?: string;
  /** The mark of the key that it came with; undefined: everybody's. */
  readonly owner?: Buffer | undefined;
  /** The mark of its content, by which a repetition is known. */
  readonly replay?: Buffer;
  readonly content: Content;
  readonly route?: Route | undefined;
  readonly correlationId: string;
  /** 0 goes before 1. */
  readonly priority: 0 | 1;
  readonly recipients: readonly { readonly recipient: Recipient; readonly state?: State | undefined }[];
}

/** A request as the operations see it. */
export interface StoredRequest {
  readonly id: number;
  readonly uid: string;
  readonly sealedRoute: Uint8Array | null;
  readonly correlationId: string;
}

/** Who else is told of an e-mail than its first recipient, and what of it has been done. */
export interface SealedRecipient extends Recipient {
  /** Envelope addresses that are still to be served; absent before the first attempt. */
  readonly left?: readonly string[];
  /** Whether the mail server took it for the first recipient. */
  readonly reached?: boolean;
}

/** Where sealed values belong, so that none opens in another's place. */
export const PLACES = {
  content: (request: number) => `content ${request}`,
  route: (request: number) => `route ${request}`,
  recipient: (request: number, position: number) => `recipient ${request} ${position}`,
  callback: (request: number) => `callback ${request}`,
} as const;

/**
 * Stores a request with its e-mails, or finds the one that it repeats. `added` says which.
 */
export function addRequest(
  db: DatabaseSync,
  vault: Vault,
  request: NewRequest,
): { readonly uid: string; readonly added: boolean } {
  const now = Date.now();
  const earlier = request.replay && findReplay(db, request.replay, now);
  if (earlier !== undefined) return { uid: earlier, added: false };
  const uid = request.uid ?? newUid();
  const pending = request.recipients.filter(({ state }) => !isEnd(state)).length;
  const { id } = firstRow<{ id: number }>(
    db,
    `INSERT INTO request (uid, owner, replay, correlation_id, pending, created_at, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    uid,
    request.owner ?? null,
    request.replay ?? null,
    request.correlationId,
    pending,
    now,
    pending === 0 ? now : null,
  ) as { id: number };
  runSql(
    db,
    "UPDATE request SET sealed_content = ?, sealed_route = ? WHERE id = ?",
    vault.seal(PLACES.content(id), request.content),
    request.route === undefined ? null : vault.seal(PLACES.route(id), request.route),
    id,
  );
  for (const [position, { recipient, state = "scheduled" }] of request.recipients.entries()) {
    runSql(
      db,
      `INSERT INTO email (request, position, priority, state, attempts, since, next_at, sealed_recipient, ended_at)
       VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)`,
      id,
      position,
      request.priority,
      state,
      now,
      now,
      vault.seal(PLACES.recipient(id, position), recipient),
      isEnd(state) ? now : null,
    );
  }
  return { uid, added: true };
}

/** The request of that name, where it is this key's or everybody's. */
export function findRequest(
  db: DatabaseSync,
  vault: Vault,
  uid: string,
  apiKey: string,
): StoredRequest | undefined {
  return firstRow<StoredRequest>(
    db,
    `SELECT id, uid, sealed_route AS sealedRoute, correlation_id AS correlationId FROM request
     WHERE uid = ? AND (owner = ? OR owner IS NULL)`,
    uid,
    ownerOf(vault, apiKey),
  );
}

/** The mark of a key. */
export function ownerOf(vault: Vault, apiKey: string): Buffer {
  return vault.mark("apiKey", apiKey);
}

/** How many e-mails of a request are in each state as it is stored. */
export function countStates(db: DatabaseSync, request: number): Map<State, number> {
  const rows = allRows<{ state: State; count: number }>(
    db,
    "SELECT state, COUNT(*) AS count FROM email WHERE request = ? GROUP BY state",
    request,
  );
  return new Map(rows.map(({ state, count }) => [state, count]));
}

/** The state of an e-mail as it is stored. */
export function stateOf(db: DatabaseSync, request: number, position: number): State | undefined {
  const sql = "SELECT state FROM email WHERE request = ? AND position = ?";
  return firstRow<{ state: State }>(db, sql, request, position)?.state;
}

/** An e-mail of a request, without anything of its content. */
export interface EmailFacts {
  readonly id: number;
  readonly position: number;
  readonly state: State;
  readonly attempts: number;
  readonly reply: number | null;
}

/** The e-mails of a request, in their order. */
export function listEmails(db: DatabaseSync, request: number): EmailFacts[] {
  return allRows<EmailFacts>(
    db,
    "SELECT id, position, state, attempts, reply FROM email WHERE request = ? ORDER BY position",
    request,
  );
}

function findReplay(db: DatabaseSync, replay: Buffer, now: number): string | undefined {
  return firstRow<{ uid: string }>(
    db,
    "SELECT uid FROM request WHERE replay = ? AND created_at > ? LIMIT 1",
    replay,
    now - REPLAY_MS,
  )?.uid;
}

function isEnd(state: State | undefined): boolean {
  return state === "delivered" || state === "bounced" || state === "notSent";
}

/** 24 letters and digits in groups of four: 142 bits of chance. */
function newUid(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: 6 }, group).join("-");
}
