import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EngineRefusal } from "../engine.ts";
import { readPassphrase } from "./passphrase.ts";

const root = mkdtempSync(join(tmpdir(), "country-stack-key-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function keyFile(text: string, mode = 0o600): string {
  const path = join(root, "key");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const LONG = "a passphrase that is long enough";

describe("the passphrase of backups", () => {
  it("comes from the environment, or from a file that only its owner reads", () => {
    expect(readPassphrase({ COUNTRY_STACK_BACKUP_PASSPHRASE: LONG }, undefined, true)).toBe(LONG);
    expect(readPassphrase({ COUNTRY_STACK_BACKUP_PASSPHRASE: "other" }, keyFile(`${LONG}\n`), true)).toBe(
      LONG,
    );
  });

  it.each([
    ["nothing", {}, undefined, /needs a passphrase/],
    ["an empty one", { COUNTRY_STACK_BACKUP_PASSPHRASE: "" }, undefined, /needs a passphrase/],
    ["a short one", { COUNTRY_STACK_BACKUP_PASSPHRASE: "short" }, undefined, /too short/],
  ])("is not %s", (_, env, file, sentence) => {
    expect(() => readPassphrase(env, file, true)).toThrow(sentence);
  });

  it("is refused from a file that is empty, missing, or open to others", () => {
    expect(() => readPassphrase({}, keyFile("\n"), true)).toThrow(/is empty/);
    expect(() => readPassphrase({}, join(root, "nowhere"), true)).toThrow(/cannot be read/);
    const open = keyFile(LONG, 0o640);
    expect(() => readPassphrase({}, open, true)).toThrow(
      new EngineRefusal(`others can read or write the key file ${open}: chmod 600 ${open}`),
    );
  });

  it("may be a short one for reading what an earlier one wrote", () => {
    expect(readPassphrase({ COUNTRY_STACK_BACKUP_PASSPHRASE: "short" }, undefined, false)).toBe("short");
  });
});
