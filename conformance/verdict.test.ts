import { describe, expect, it } from "vitest";
import type { CheckResult, Status, StoryResult } from "./result.ts";
import type { RunOutcome } from "./run-options.ts";
import { buildReport, countMissing, summarize, verdictOf } from "./verdict.ts";

function result(status: Status, level: CheckResult["level"] = "REQUIRED"): CheckResult {
  const words = {
    check: "c",
    operation: "o",
    title: "t",
    section: "s",
    effect: "read",
    kind: "positive",
  } as const;
  return { ...words, status, level, milliseconds: 1, exchanges: [] };
}

function outcome(results: readonly CheckResult[], stories: readonly Status[] = []): RunOutcome {
  const part = {
    part: "civil",
    block: "digital-registries",
    product: "p",
    owner: "",
    url: "http://a",
  } as const;
  const story = (status: Status): StoryResult => {
    return { story: "s", title: "t", kind: "positive", status, milliseconds: 1, steps: [] };
  };
  const useCases =
    stories.length === 0 ? [] : [{ useCase: "u", title: "t", story: "s", results: stories.map(story) }];
  return { parts: [{ ...part, results }], useCases };
}

describe("verdictOf", () => {
  it.each([
    ["nothing ran", outcome([]), "failed"],
    ["everything was skipped", outcome([result("skipped", "OPTIONAL")]), "failed"],
    ["all passed", outcome([result("passed")], ["passed"]), "passed"],
    ["one failed", outcome([result("passed"), result("failed", "OPTIONAL")]), "failed"],
    ["one ended in an error", outcome([result("passed"), result("error", "OPTIONAL")]), "failed"],
    ["a REQUIRED check was skipped", outcome([result("passed"), result("skipped")]), "failed"],
    ["an OPTIONAL check was skipped", outcome([result("passed"), result("skipped", "OPTIONAL")]), "passed"],
    ["a story failed", outcome([result("passed")], ["failed"]), "failed"],
    ["a story was skipped", outcome([result("passed")], ["passed", "skipped"]), "failed"],
  ] as const)("where %s", (_, found, verdict) => {
    expect(verdictOf(found)).toBe(verdict);
  });
});

describe("summarize", () => {
  it("counts checks and stories by state", () => {
    const found = outcome([result("passed"), result("failed"), result("skipped")], ["error", "passed"]);
    expect(summarize(found)).toEqual({ passed: 2, failed: 1, skipped: 1, error: 1 });
    expect(countMissing(found)).toBe(1);
  });
});

describe("buildReport", () => {
  it("masks what the caller adds", () => {
    const facts = {
      tool: "country-stack 0",
      stack: "utopia",
      country: "Utopia",
      engine: "local",
      environment: "development",
      startedAt: "2026-03-03T10:00:00.000Z",
      milliseconds: 10,
      notes: ["ask ama.mensah@ministry.example"],
      wires: [],
    };
    const found = outcome([result("passed")]);
    const parts = found.parts.map((part) => ({
      ...part,
      url: "https://ama:hunter22@a.example/?token=s3cr3t",
    }));
    const report = buildReport(facts, { ...found, parts });
    expect(report.verdict).toBe("passed");
    expect(JSON.stringify(report)).not.toMatch(/hunter22|s3cr3t|ama\.mensah/);
    expect(report.parts[0]?.url).toContain("a.example");
  });
});
