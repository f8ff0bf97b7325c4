import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";
import type { Store } from "../store.ts";
import type { DeliverCode } from "./deliver-code.ts";
import { Failure } from "./envelope.ts";
import { findPerson, isActive, noteVerified, type Person } from "./people.ts";
import { isLocked, noteFailure, noteSend, noteSuccess } from "./proofs.ts";
import type { Settings } from "./settings.ts";

/** A code that development shows. */
export interface ReadableCode {
  readonly individualId: string;
  readonly code: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

interface Row {
  readonly transaction_id: string;
  readonly digest: string;
  readonly readable: string | null;
  readonly expires_at: number;
}

/** Makes one-time codes, has them delivered, and verifies them. A person has one at a time, which is good once. */
export class OneTimeCodes {
  readonly #store: Store;
  readonly #settings: Settings;
  readonly #secret: string;
  readonly #deliver: DeliverCode | undefined;

  /** Without `deliver`, codes are kept readable: that is for development. */
  constructor(store: Store, settings: Settings, secret: string, deliver: DeliverCode | undefined) {
    this.#store = store;
    this.#settings = settings;
    this.#secret = secret;
    this.#deliver = deliver;
  }

  /** Whether codes are read at the server instead of being delivered. */
  get areReadable(): boolean {
    return this.#deliver === undefined;
  }

  /**
   * Sends somebody a code. Nobody learns here whether there is such a person: for one who is unknown, blocked or
   * locked, nothing is sent. Throws a Failure, `send_limit_reached`, for too many, and `send_failed`.
   */
  async send(individualId: string, transactionId: string): Promise<Person | undefined> {
    const code = String(randomInt(0, 1_000_000)).padStart(6, "0");
    const person = await this.#store.write((db) => this.#keep(db, individualId, transactionId, code));
    if (person !== undefined && this.#deliver !== undefined) await this.#deliver(person, code);
    return person;
  }

  /** Whether it is the person's code, inside a transaction. A right one is used up, a wrong one counted. */
  verify(db: DatabaseSync, person: Person, code: string, transactionId?: string): boolean {
    if (isLocked(db, person.id)) return false;
    const row = firstRow<Row>(db, "SELECT * FROM one_time_code WHERE person = ?", person.id);
    const isRight =
      row !== undefined &&
      row.expires_at > Date.now() &&
      (transactionId === undefined || row.transaction_id === transactionId) &&
      timingSafeEqual(Buffer.from(row.digest, "hex"), this.#digest(person.id, code));
    if (!isRight) {
      noteFailure(db, person.id, this.#settings.lockSeconds);
      return false;
    }
    runSql(db, "DELETE FROM one_time_code WHERE person = ?", person.id);
    noteSuccess(db, person.id);
    if (!this.areReadable) noteVerified(db, person, "email");
    return true;
  }

  /** The code that is good now, for development. */
  newest(individualId: string): ReadableCode | undefined {
    return this.#store.read((db) => {
      const person = findPerson(db, individualId);
      if (person === undefined) return undefined;
      const row = firstRow<Row>(db, "SELECT * FROM one_time_code WHERE person = ?", person.id);
      if (row === undefined || row.readable === null || row.expires_at <= Date.now()) return undefined;
      return { individualId, code: row.readable, expiresAt: new Date(row.expires_at).toISOString() };
    });
  }

  #keep(db: DatabaseSync, individualId: string, transactionId: string, code: string): Person | undefined {
    const person = findPerson(db, individualId);
    if (person === undefined || !isActive(person) || isLocked(db, person.id)) return undefined;
    if (!noteSend(db, person.id, this.#settings))
      throw new Failure("send_limit_reached", "too many codes were sent; wait a few minutes");
    runSql(
      db,
      `INSERT OR REPLACE INTO one_time_code (person, transaction_id, digest, readable, expires_at)
       VALUES (?, ?, ?, ?, ?)`,
      person.id,
      transactionId,
      this.#digest(person.id, code).toString("hex"),
      this.areReadable ? code : null,
      Date.now() + this.#settings.codeSeconds * 1000,
    );
    return person;
  }

  #digest(personId: string, code: string): Buffer {
    return createHmac("sha256", this.#secret).update(`${personId} ${code}`).digest();
  }
}
