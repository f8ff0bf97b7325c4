import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { passphraseEnvironment } from "./passphrase.ts";

describe("the passphrase of a stack's secrets", () => {
  let data = "";
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "country-stack-test-"));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  it("is made once, with 32 random bytes, in a file that only this user reads", () => {
    const env = passphraseEnvironment({}, data, "utopia");
    const path = join(data, "utopia", "passphrase");
    expect(env).toEqual({ PULUMI_CONFIG_PASSPHRASE_FILE: path });
    const text = readFileSync(path, "utf8").trim();
    expect(Buffer.from(text, "base64url")).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    passphraseEnvironment({}, data, "utopia");
    expect(readFileSync(path, "utf8").trim()).toBe(text);
  });

  it("differs from stack to stack", () => {
    const read = (stack: string) =>
      readFileSync(passphraseEnvironment({}, data, stack)["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "", "utf8");
    expect(read("one")).not.toBe(read("two"));
  });

  it("is the person's own where one is set, and an empty one counts as none", () => {
    expect(passphraseEnvironment({ PULUMI_CONFIG_PASSPHRASE: "own" }, data, "utopia")).toEqual({
      PULUMI_CONFIG_PASSPHRASE: "own",
    });
    const env = passphraseEnvironment({ PULUMI_CONFIG_PASSPHRASE: "" }, data, "utopia");
    expect(Object.keys(env)).toEqual(["PULUMI_CONFIG_PASSPHRASE_FILE"]);
  });

  it("refuses a named file that is missing or empty", () => {
    const path = join(data, "empty");
    writeFileSync(path, " \n");
    for (const file of [path, join(data, "missing")]) {
      expect(() => passphraseEnvironment({ PULUMI_CONFIG_PASSPHRASE_FILE: file }, data, "utopia")).toThrow(
        /missing or empty/,
      );
    }
  });
});
