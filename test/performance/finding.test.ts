import { describe, expect, it } from "vitest";
import { formatFindings, isKept, medianOf } from "./finding.ts";

describe("a finding", () => {
  it("breaks its promise above the promised value only", () => {
    expect(isKept({ name: "a", value: 3, unit: "times", promised: 3 })).toBe(true);
    expect(isKept({ name: "a", value: 3.01, unit: "times", promised: 3 })).toBe(false);
    expect(isKept({ name: "a", value: 1e9, unit: "ms" })).toBe(true);
  });

  it("stands in the table with its verdict where something was promised", () => {
    const table = formatFindings([
      { name: "errors", value: 2, unit: "errors", promised: 0, note: "why" },
      { name: "time", value: 1234.5, unit: "ms" },
    ]);
    expect(table.split("\n").map((line) => line.replace(/ +/g, " "))).toEqual([
      "measure value promised",
      "errors 2 errors <= 0 BROKEN why",
      "time 1230 ms",
    ]);
  });

  it("is the middle one of several, whatever their order", () => {
    expect(medianOf([9, 1, 5])).toBe(5);
    expect(medianOf([10, 9, 1, 2])).toBe(5.5);
  });
});
