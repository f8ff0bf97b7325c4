import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../exit.ts";
import { checkTarget, schemaPath, writeTarget } from "./target-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-target-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the profile's file", () => {
  it("names the schema by a path from itself", () => {
    for (const file of [join(folder, "kenya.yaml"), "kenya.yaml", "profiles/countries/kenya.yaml"]) {
      const path = schemaPath(file);
      expect(path).toMatch(/^\.\.?\//);
      expect(existsSync(resolve(dirname(file), path))).toBe(true);
    }
    expect(schemaPath("profiles/countries/kenya.yaml")).toBe("../profile.schema.json");
    expect(schemaPath("profiles/kenya.yaml")).toBe("./profile.schema.json");
  });

  it("is told apart from a folder", () => {
    expect(checkTarget(join(folder, "kenya.yaml"))).toBe(false);
    writeFileSync(join(folder, "kenya.yaml"), "");
    expect(checkTarget(join(folder, "kenya.yaml"))).toBe(true);
    expect(() => checkTarget(folder)).toThrow(UsageError);
  });

  it("is written with its folder, and over another one only where that was agreed", () => {
    const file = join(folder, "new/kenya.yaml");
    writeTarget(file, "one", false);
    expect(() => writeTarget(file, "two", false)).toThrow("is there already");
    expect(readFileSync(file, "utf8")).toBe("one");
    writeTarget(file, "three", true);
    expect(readFileSync(file, "utf8")).toBe("three");
    expect(readdirSync(dirname(file))).toEqual(["kenya.yaml"]);
  });

  it("says why it cannot be written", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => writeTarget(join(folder, "file/kenya.yaml"), "x", false)).toThrow(/cannot be written: /);
  });
});
