import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readFixtures } from "./read-fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-fixtures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string, name = "fixtures.yaml"): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const read = (given: readonly string[], parts: readonly string[]) =>
  Object.fromEntries(readFixtures(given, parts));

describe("fixtures for parts at URLs", () => {
  it("are YAML or JSON, and for the one part that is tested", () => {
    expect(read([file("oneTimeCodes: /codes/{individualId}\n")], ["identity"])).toEqual({
      identity: { oneTimeCodes: "/codes/{individualId}" },
    });
    expect(read([file('{"person":{"individualId":"7"}}')], ["identity"])).toEqual({
      identity: { person: { individualId: "7" } },
    });
    expect(read([], ["identity"])).toEqual({});
  });

  it("can be for a part by its name, several at once", () => {
    const given = [`identity=${file("a: 1", "one")}`, `payments=${file("b: 2", "two=2")}`];
    expect(read(given, ["identity", "payments"])).toEqual({ identity: { a: 1 }, payments: { b: 2 } });
  });

  it("are given to no part that they could be meant for by mistake", () => {
    const given = file("a: 1");
    expect(() => read([given], ["identity", "payments"])).toThrow(
      "the fixtures could be for any of identity, payments",
    );
    expect(() => read([`social=${given}`], ["identity"])).toThrow("no --url says where social runs");
  });

  it("are not quoted where they are none", () => {
    for (const text of ["", "secret", "- secret", "a: [secret", "12"]) {
      const where = file(text);
      expect(() => read([where], ["identity"])).toThrow(`${where} holds no fixtures: a mapping`);
    }
    expect(() => read([join(folder, "absent")], ["identity"])).toThrow(/absent cannot be read: there is no/);
    expect(() => read([folder], ["identity"])).toThrow("cannot be read: it is a folder");
  });
});
