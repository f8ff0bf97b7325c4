import { createHash, type JsonWebKey, X509Certificate } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";

/** A key that a wallet proves its user with. */
export interface WalletKey {
  /** Of the key (RFC 7638). */
  readonly thumbprint: string;
  readonly person: string;
  readonly partner: string;
  readonly walletUser: string;
  readonly jwk: JsonWebKey;
  /** PEM. */
  readonly certificate: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Row {
  readonly thumbprint: string;
  readonly person: string;
  readonly partner: string;
  readonly wallet_user: string;
  readonly key: string;
  readonly certificate: string;
  readonly expires_at: number;
}

/** A bound key by what the header of a proof says: the thumbprint of the key, or that of its certificate. */
export function findWalletKey(db: DatabaseSync, kid: string, x5t: string): WalletKey | undefined {
  const row = firstRow<Row>(db, "SELECT * FROM wallet_key WHERE thumbprint = ?", kid);
  if (row !== undefined) return keyOf(row);
  if (x5t === "") return undefined;
  const known = allRows<Row>(db, "SELECT * FROM wallet_key WHERE certificate_thumbprint = ?", x5t);
  return known[0] === undefined ? undefined : keyOf(known[0]);
}

/** Stores a key, or another certificate of one that is known. */
export function storeWalletKey(db: DatabaseSync, key: WalletKey): void {
  const { raw } = new X509Certificate(key.certificate);
  runSql(
    db,
    `INSERT OR REPLACE INTO wallet_key
       (thumbprint, person, partner, wallet_user, key, certificate, certificate_thumbprint, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    key.thumbprint,
    key.person,
    key.partner,
    key.walletUser,
    JSON.stringify(key.jwk),
    key.certificate,
    createHash("sha256").update(raw).digest("base64url"),
    key.expiresAt,
  );
}

function keyOf(row: Row): WalletKey {
  return {
    thumbprint: row.thumbprint,
    person: row.person,
    partner: row.partner,
    walletUser: row.wallet_user,
    jwk: JSON.parse(row.key) as JsonWebKey,
    certificate: row.certificate,
    expiresAt: row.expires_at,
  };
}
