import type { DatabaseSync } from "node:sqlite";
import { firstRow, runSql } from "../sql.ts";
import type { Vault } from "./vault.ts";

const PLACE = "own key";

/**
 * Makes sure that the vault's key is the one under which the store is kept: with another one every e-mail that waits
 * would be lost without a word. Throws a TypeError with one sentence where it is another.
 */
export function requireOwnKey(db: DatabaseSync, vault: Vault): void {
  const known = firstRow<{ value: string }>(db, "SELECT value FROM meta WHERE key = 'ownKey'")?.value;
  if (known === undefined) {
    const sealed = vault.seal(PLACE, PLACE).toString("base64");
    runSql(db, "INSERT INTO meta (key, value) VALUES ('ownKey', ?)", sealed);
    return;
  }
  try {
    vault.open(PLACE, Buffer.from(known, "base64"));
  } catch {
    throw new TypeError("the key is another one than that under which the e-mails of this store are kept");
  }
}
