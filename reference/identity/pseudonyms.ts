import { createHmac } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";
import type { Store } from "../store.ts";

/** The names of people for relying parties and partners (PSUT). One says nothing to any other party. */
export class Pseudonyms {
  readonly #store: Store;
  readonly #secret: string;

  constructor(store: Store, secret: string) {
    this.#store = store;
    this.#secret = secret;
  }

  /** The person's name for a party. */
  of(personId: string, party: string): string {
    return createHmac("sha256", this.#secret).update(`${party}\0${personId}`).digest("base64url");
  }

  /** The same, and remembers whose it is. */
  async keep(personId: string, party: string): Promise<string> {
    const value = this.of(personId, party);
    if (this.#store.read((db) => this.find(db, value)) === undefined)
      await this.#store.write((db) =>
        runSql(db, "INSERT OR IGNORE INTO pseudonym (value, person) VALUES (?, ?)", value, personId),
      );
    return value;
  }

  /** Whose name it is, if it was ever given to a party. */
  find(db: DatabaseSync, value: string): string | undefined {
    return firstRow<{ person: string }>(db, "SELECT person FROM pseudonym WHERE value = ?", value)?.person;
  }
}
