import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openVault, Vault } from "./vault.ts";

const folder = mkdtempSync(join(tmpdir(), "messaging-vault-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the vault", () => {
  const vault = new Vault("a key that nobody guesses");
  const value = { email: "amra@mail.example", name: "Amra 漢" };

  test("gives back what was sealed, and shows nothing of it", () => {
    const sealed = vault.seal("recipient 1", value);
    expect(vault.open("recipient 1", sealed)).toEqual(value);
    expect(sealed.toString("latin1")).not.toMatch(/amra|mail|email/i);
    expect(vault.seal("recipient 1", value)).not.toEqual(sealed);
  });

  test("opens nothing in another place, with another key, or that was changed", () => {
    const sealed = vault.seal("recipient 1", value);
    const changed = Buffer.from(sealed);
    changed.writeUInt8((changed.at(-1) ?? 0) ^ 1, changed.length - 1);
    expect(() => vault.open("recipient 2", sealed)).toThrow();
    expect(() => new Vault("another key that nobody guesses").open("recipient 1", sealed)).toThrow();
    expect(() => vault.open("recipient 1", changed)).toThrow();
  });

  test("marks equal texts of one kind alike, and no others", () => {
    expect(vault.mark("apiKey", "a")).toEqual(vault.mark("apiKey", "a"));
    expect(vault.mark("apiKey", "a")).not.toEqual(vault.mark("apiKey", "b"));
    expect(vault.mark("apiKey", "a")).not.toEqual(vault.mark("request", "a"));
  });
});

describe("the key", () => {
  test("is made once in the data folder, for its owner alone", () => {
    const sealed = openVault(undefined, folder).seal("place", "content");
    const file = join(folder, "messaging.key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8").trim().length).toBeGreaterThan(40);
    expect(openVault(undefined, folder).open("place", sealed)).toBe("content");
  });

  test("of a file is taken as it stands there", () => {
    const file = join(folder, "mounted");
    writeFileSync(file, "Zx8mKq2Wv7Lp4Rt9Yb3N\n");
    const sealed = new Vault("Zx8mKq2Wv7Lp4Rt9Yb3N").seal("place", "content");
    expect(openVault(file, folder).open("place", sealed)).toBe("content");
  });

  test("that is absent or can be guessed stops the start", () => {
    const file = join(folder, "short");
    writeFileSync(file, "secret");
    expect(() => openVault(file, folder)).toThrow(/less than 20 characters/);
    expect(() => openVault(join(folder, "nowhere"), folder)).toThrow(TypeError);
  });
});
