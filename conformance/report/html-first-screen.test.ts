import { describe, expect, it } from "vitest";
import type { Report } from "../result.ts";
import { buildReport } from "../verdict.ts";
import { renderFirstScreen, verdictInWords } from "./html-first-screen.ts";
import { sampleReport, sampleResult } from "./sample-report.ts";

/** What a reader sees, without markup. */
const textOf = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

const onlyPart = (results: Report["parts"][number]["results"]): Report => {
  const report = sampleReport("failed");
  return buildReport(report, {
    parts: report.parts.slice(1, 2).map((part) => ({ ...part, results })),
    useCases: [],
  });
};

describe("the first screen", () => {
  it("says in words what failed, what it means and what to do", () => {
    const text = textOf(renderFirstScreen(sampleReport("failed")));
    expect(text).toContain(
      "2 of 5 parts do not behave as GovStack specifies, and the one service examined does not work.",
    );
    expect(text).toContain("Digital Registries (Ministry of the Interior): 2 of 5 statements do not hold");
    expect(text).toContain("Not to be relied on today: A clerk finds a family by its head");
    expect(text).toContain("Money for people may not arrive");
    expect(text).toContain(
      "Give this page to those responsible (Ministry of the Interior and Ministry of Finance)",
    );
  });

  it.each([
    ["Everything that was examined behaves as GovStack specifies.", onlyPart([sampleResult("passed")])],
    ["the one part examined does not behave as GovStack specifies.", onlyPart([sampleResult("error")])],
    ["Nothing was examined, so nothing can be said.", onlyPart([])],
    [
      "Too little was examined to say that all is in order.",
      onlyPart([sampleResult("passed"), sampleResult("skipped", { level: "REQUIRED" })]),
    ],
  ])("finds the sentence: %s", (sentence, report) => {
    expect(verdictInWords(report)).toBe(sentence);
  });

  it("stays short however much failed", () => {
    const report = sampleReport("failed");
    const one = report.parts[1];
    if (one === undefined) throw new Error("the sample has no such part");
    const parts = Array.from({ length: 20 }, (_, index) => ({ ...one, part: `part-${index}` }));
    const items = renderFirstScreen(buildReport(report, { parts, useCases: [] })).match(/<li>/g) ?? [];
    expect(items.length).toBeLessThanOrEqual(12);
  });
});
