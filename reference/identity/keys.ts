import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { allRows, runSql } from "../sql.ts";
import type { Store } from "../store.ts";
import { makeCertificate } from "./certificate.ts";
import type { Settings } from "./settings.ts";

const DAY_MS = 86_400_000;
const BITS = 2048;

/** How long an ID token holds, in seconds. */
export const ID_TOKEN_SECONDS = 600;
/** Rotations that are asked for within this time are one. */
const SAME_REQUEST_MS = 10_000;
/** What clocks may differ by, in milliseconds. */
const TOLERANCE_MS = 60_000;

/** A key that signs tokens, or did. */
export interface SigningKey {
  readonly kid: string;
  /** JWK with the private members. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly private: KeyObject;
  /** Of its own, in DER. */
  readonly certificate: Buffer;
  readonly createdAt: number;
  /** The end of its certificate. */
  readonly notAfter: number;
  /** For a key that signs no more: until when what it signed may hold. */
  readonly publishedUntil: number | undefined;
}

interface Row {
  readonly kid: string;
  readonly private: string;
  readonly certificate: string;
  readonly created_at: number;
  readonly not_after: number;
  readonly published_until: number | null;
}

type KeySettings = Pick<Settings, "signingAlgorithm" | "keyRotationDays" | "accessTokenMinutes">;

/**
 * The server's signing keys: made at the first start, kept in the store, rotated. A key that was rotated away stays
 * published until nothing that it signed holds any more; then it is deleted.
 */
export class Keys {
  readonly #store: Store;
  readonly #settings: KeySettings;
  #keys: readonly SigningKey[] = [];
  #rotatedAt = 0;

  /** Opens the keys; makes one where there is none, or where it is too old or of another type than asked for. */
  constructor(store: Store, settings: KeySettings) {
    this.#store = store;
    this.#settings = settings;
    this.#load();
    if (!this.#isDue()) return;
    store.initialize((db) => this.#replace(db));
    this.#load();
  }

  /** The key that signs. */
  current(): SigningKey {
    const current = this.#keys.find((key) => key.publishedUntil === undefined);
    if (current === undefined) throw new Error("there is no signing key");
    return current;
  }

  /** Those that are published, the current one first. */
  published(): readonly SigningKey[] {
    const now = Date.now();
    return this.#keys.filter(({ publishedUntil }) => publishedUntil === undefined || publishedUntil > now);
  }

  /** Rotates where it is time to, and tells whether it did. */
  async rotateWhenDue(): Promise<boolean> {
    const isDue = this.#isDue();
    if (isDue) await this.rotate();
    return isDue;
  }

  /**
   * Makes a new key that signs from now on; what is no longer needed is deleted. Asked again within seconds, the answer
   * is the same key: a request that is sent twice means one rotation.
   */
  async rotate(): Promise<SigningKey> {
    const now = Date.now();
    if (now - this.#rotatedAt < SAME_REQUEST_MS) return this.current();
    this.#rotatedAt = now;
    await this.#store.write((db) => this.#replace(db));
    this.#load();
    return this.current();
  }

  #type(): "RSA" | "EC" {
    return this.#settings.signingAlgorithm === "ES256" ? "EC" : "RSA";
  }

  #isDue(): boolean {
    const current = this.#keys.find((key) => key.publishedUntil === undefined);
    if (current === undefined || current.jwk["kty"] !== this.#type()) return true;
    return Date.now() - current.createdAt > this.#settings.keyRotationDays * DAY_MS;
  }

  #replace(db: DatabaseSync): void {
    const now = Date.now();
    const holds = Math.max(this.#settings.accessTokenMinutes * 60, ID_TOKEN_SECONDS) * 1000 + TOLERANCE_MS;
    runSql(db, "DELETE FROM signing_key WHERE published_until <= ?", now);
    runSql(db, "UPDATE signing_key SET published_until = ? WHERE published_until IS NULL", now + holds);
    const pair =
      this.#type() === "RSA"
        ? generateKeyPairSync("rsa", { modulusLength: BITS })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const kid = thumbprintOf(pair.publicKey.export({ format: "jwk" }));
    const subject = `country-stack identity ${kid.slice(0, 12)}`;
    const notAfter = now + 2 * this.#settings.keyRotationDays * DAY_MS;
    const content = { subject, issuer: subject, publicKey: pair.publicKey, notBefore: now, notAfter };
    runSql(
      db,
      "INSERT INTO signing_key (kid, type, private, certificate, created_at, not_after) VALUES (?, ?, ?, ?, ?, ?)",
      kid,
      this.#type(),
      JSON.stringify(pair.privateKey.export({ format: "jwk" })),
      makeCertificate(content, pair.privateKey).toString("base64"),
      now,
      notAfter,
    );
  }

  #load(): void {
    const rows = this.#store.read((db) =>
      allRows<Row>(db, "SELECT * FROM signing_key ORDER BY published_until IS NOT NULL, created_at DESC"),
    );
    this.#keys = rows.map((row) => {
      const jwk = JSON.parse(row.private) as Record<string, string>;
      return {
        kid: row.kid,
        jwk,
        private: createPrivateKey({ key: jwk, format: "jwk" }),
        certificate: Buffer.from(row.certificate, "base64"),
        createdAt: row.created_at,
        notAfter: row.not_after,
        publishedUntil: row.published_until ?? undefined,
      };
    });
  }
}

/** The thumbprint of a public key (RFC 7638), by SHA-256. */
export function thumbprintOf(jwk: Readonly<Record<string, unknown>>): string {
  const { crv, e, kty, n, x, y } = jwk;
  const members = kty === "RSA" ? { e, kty, n } : { crv, kty, x, y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}

/** A key as the JWKS of the specification has it (Identity-Provider.yaml, get-certs). */
export function publicJwk(key: SigningKey): Record<string, unknown> {
  const { kty, n, e, crv, x, y } = key.jwk;
  return {
    kid: key.kid,
    use: "sig",
    kty,
    ...(kty === "RSA" ? { e, n } : { crv, x, y }),
    "x5t#S256": createHash("sha256").update(key.certificate).digest("base64url"),
    x5c: [key.certificate.toString("base64")],
    exp: new Date(key.notAfter).toISOString(),
  };
}
