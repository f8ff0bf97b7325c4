import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPublished } from "./published-results.ts";
import { renderJson } from "./report/json.ts";
import { sampleReport } from "./report/sample-report.ts";

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
});
