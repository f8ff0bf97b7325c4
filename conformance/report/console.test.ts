import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Report } from "../result.ts";
import { buildReport } from "../verdict.ts";
import { renderConsole } from "./console.ts";
import { sampleReport, sampleResult } from "./sample-report.ts";

const commandFor = ({ of, id }: { readonly of: string; readonly id: string }) =>
  `country-stack check ${of} ${id}`;

function withReason(reason: string): Report {
  const report = sampleReport("failed");
  const [part] = report.parts;
  if (part === undefined) throw new Error("the sample has no part");
  return buildReport(report, {
    parts: [{ ...part, results: [sampleResult("failed", { reason })] }],
    useCases: [],
  });
}

describe("renderConsole", () => {
  it("shows a table of the parts and use cases, and the verdict last", () => {
    const lines = renderConsole(sampleReport("passed"), { colours: false }).split("\n");
    expect(lines).toContain(
      "part                                 passed   failed  skipped    error       ms",
    );
    expect(lines).toContain(
      "civil-registry                            2        0        1        0       36",
    );
    expect(lines).toContain(
      "household-lookup                          1        0        0        0       30",
    );
    expect(lines.at(-2)).toBe("PASSED: 8 passed and 1 skipped of 9 results, in 4.2 s");
    expect(lines.join("\n")).not.toContain("because");
  });

  it("lists what failed with its reason and what to type next", () => {
    const text = renderConsole(sampleReport("failed"), { colours: false, commandFor });
    expect(text).toContain(
      [
        "✗ failed: payment-hub / read-unknown-record-failed",
        "  Asking for a record that does not exist is answered as not found",
        "  because: expected 404, got 200 (failed)",
        "  next: country-stack check payment-hub read-unknown-record-failed",
      ].join("\n"),
    );
    expect(text).toContain("✗ failed: household-lookup / main");
    expect(text).toContain("Note: Call-backs were not tested");
    expect(text).not.toContain("read-unknown-record-skipped");
  });

  it("stays within 80 columns whatever the reasons are", () => {
    const text = renderConsole(withReason(`${"word ".repeat(60)}${"x".repeat(300)}`), { colours: true });
    for (const line of stripVTControlCharacters(text).split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toContain("xxxxx");
  });

  it("colours only when told", () => {
    const start = String.fromCharCode(27);
    expect(renderConsole(sampleReport("failed"), { colours: false })).not.toContain(start);
    expect(renderConsole(sampleReport("failed"), { colours: true })).toContain(`${start}[31m`);
  });

  it("lets no answer of a part drive the terminal", () => {
    const text = renderConsole(withReason("a\u001b[2Jb\u0007c\u202ed\r"), { colours: false });
    expect(text).toContain("a\uFFFD[2Jb\uFFFDc\uFFFDd");
  });

  it("says that nothing was checked", () => {
    const nothing = buildReport(sampleReport("passed"), { parts: [], useCases: [] });
    expect(renderConsole(nothing, { colours: false })).toContain("FAILED: nothing was checked");
    const [part] = sampleReport("passed").parts;
    const empty = { parts: part === undefined ? [] : [{ ...part, results: [] }], useCases: [] };
    expect(renderConsole(buildReport(nothing, empty), { colours: false })).toContain("nothing was checked");
  });
});
