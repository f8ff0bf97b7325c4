import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SMOKE } from "./compliance/api-results.ts";
import { readPublished } from "./published-results.ts";
import { type ReadPart, readReport } from "./read-report.ts";
import { renderJson } from "./report/json.ts";
import { sampleReport } from "./report/sample-report.ts";

import { SUITES } from "./suites.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-results-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("published results", () => {
  it("are none where there is no folder", () => {
    expect(readPublished(join(folder, "nowhere"))).toEqual([]);
  });

  it("are found at any depth, the newest first, with what they counted", () => {
    const sample = sampleReport("failed");
    mkdirSync(join(folder, "civil"));
    writeFileSync(
      join(folder, "civil/old.json"),
      renderJson({ ...sample, startedAt: "2025-01-01T00:00:00Z" }),
    );
    writeFileSync(join(folder, "new.json"), renderJson({ ...sample, startedAt: "2026-01-01T00:00:00Z" }));
    const found = readPublished(folder);
    const parts = sample.parts.filter(({ results }) => results.length > 0).length;
    expect(found.map(({ file }) => file)).toEqual([
      ...Array.from({ length: parts }, () => "new.json"),
      ...Array.from({ length: parts }, () => "civil/old.json"),
    ]);
    expect(found.some(({ counts }) => counts.failed > 0)).toBe(true);
  });

  it("are all reports: anything else among them is a bug", () => {
    writeFileSync(join(folder, "note.json"), "{}");
    expect(() => readPublished(folder)).toThrow("note.json is published as a result");
  });

  it("that come with the tool can be read", () => {
    expect(() => readPublished()).not.toThrow();
  });

  it.each(Object.entries(SUITES))(
    "of our own server of %s are of the suite as it is",
    async (block, load) => {
      const part = ownPart(block);
      const ran = part.results.filter(({ operation }) => operation !== SMOKE);
      const checks = (await load()).checks;
      const known = new Set(checks.map(({ id }) => id));
      expect(ran.map(({ check }) => check).filter((check) => !known.has(check))).toEqual([]);
      const tried = new Set(ran.map(({ operation }) => operation));
      const operations = [...new Set(checks.map(({ operation }) => operation))];
      expect(operations.filter((operation) => !tried.has(operation))).toEqual([]);
    },
  );
});

/** What is published of our own server of a block. */
function ownPart(block: string): ReadPart {
  const file = new URL("./results/reference/utopia-0.1.0.json", import.meta.url);
  const report = readReport(readFileSync(file, "utf8"));
  const parts = typeof report === "string" ? [] : report.parts;
  const part = parts.find((one) => one.block === block && one.product.startsWith("reference "));
  if (part === undefined)
    throw new Error(
      `nothing is published of ${block}: PUBLISH_RESULTS=1 npm run test:cluster -- publish-reference`,
    );
  return part;
}
