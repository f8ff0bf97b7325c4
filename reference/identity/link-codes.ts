import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";
import type { Identity } from "./identity.ts";

/** Letters and digits that nobody mistakes for each other. */
const SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH = 10;

/** How long a wallet may take from the link code's use to the end, in milliseconds. */
const LINKED_MS = 600_000;

/** The code by which a wallet finds a sign-in. */
export interface LinkCode {
  readonly code: string;
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** When a wallet used it. */
  readonly linkedAt: number | undefined;
}

/** A sign-in as a wallet knows it. */
export interface LinkedTransaction {
  readonly id: string;
  readonly transactionId: string;
  /** Who proved who they are, and how. */
  readonly person: string | undefined;
  readonly factor: string | undefined;
  readonly failures: number;
  readonly authorizationCode: string | undefined;
}

interface CodeRow {
  readonly code: string;
  readonly transaction_id: string;
  readonly expires_at: number;
  readonly linked_at: number | null;
}

interface TransactionRow {
  readonly id: string;
  readonly transaction_id: string;
  readonly person: string | null;
  readonly factor: string | null;
  readonly failures: number;
  readonly authorization_code: string | null;
}

/** Makes a link code for a sign-in; those that it had before, and that no wallet has used, stop. */
export function newLinkCode({ store, settings }: Identity, transactionId: string): Promise<LinkCode> {
  const code = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join("");
  const expiresAt = Date.now() + settings.linkCodeSeconds * 1000;
  return store.write((db) => {
    runSql(db, "DELETE FROM link_code WHERE transaction_id = ? AND linked_at IS NULL", transactionId);
    const sql = "INSERT INTO link_code (code, transaction_id, expires_at) VALUES (?, ?, ?)";
    runSql(db, sql, code, transactionId, expiresAt);
    return { code, transactionId, expiresAt, linkedAt: undefined };
  });
}

/** A link code that is good, or was used by a wallet in time. */
export function findLinkCode(db: DatabaseSync, code: string): LinkCode | undefined {
  const row = firstRow<CodeRow>(db, "SELECT * FROM link_code WHERE code = ?", code.toUpperCase());
  if (row === undefined || row.expires_at <= Date.now()) return undefined;
  return {
    code: row.code,
    transactionId: row.transaction_id,
    expiresAt: row.expires_at,
    linkedAt: row.linked_at ?? undefined,
  };
}

/** Notes that a wallet uses the code, under the name that it knows the sign-in by. */
export function useLinkCode(db: DatabaseSync, { code, transactionId }: LinkCode, id: string): void {
  const now = Date.now();
  const until = now + LINKED_MS;
  // It can be asked for as long as the wallet may take.
  runSql(db, "UPDATE link_code SET linked_at = ?, expires_at = ? WHERE code = ?", now, until, code);
  const sql = "INSERT INTO linked_transaction (id, transaction_id, code, expires_at) VALUES (?, ?, ?, ?)";
  runSql(db, sql, id, transactionId, code, until);
}

/** A sign-in by the name that the wallet knows. */
export function findLinked(db: DatabaseSync, id: string): LinkedTransaction | undefined {
  const sql = "SELECT * FROM linked_transaction WHERE id = ? AND expires_at > ?";
  const row = firstRow<TransactionRow>(db, sql, id, Date.now());
  return row === undefined ? undefined : linkedOf(row);
}

/** A sign-in by the link code that a wallet used. */
export function findLinkedByCode(db: DatabaseSync, code: string): LinkedTransaction | undefined {
  const sql = "SELECT * FROM linked_transaction WHERE code = ? AND expires_at > ?";
  const row = firstRow<TransactionRow>(db, sql, code.toUpperCase(), Date.now());
  return row === undefined ? undefined : linkedOf(row);
}

/** The authorization code that a wallet brought about, if it did. */
export function finishLinked(
  { store }: Identity,
  transactionId: string,
  linkCode: string,
): string | undefined {
  const linked = store.read((db) => findLinkedByCode(db, linkCode));
  return linked?.transactionId === transactionId ? linked.authorizationCode : undefined;
}

function linkedOf(row: TransactionRow): LinkedTransaction {
  return {
    id: row.id,
    transactionId: row.transaction_id,
    person: row.person ?? undefined,
    factor: row.factor ?? undefined,
    failures: row.failures,
    authorizationCode: row.authorization_code ?? undefined,
  };
}
