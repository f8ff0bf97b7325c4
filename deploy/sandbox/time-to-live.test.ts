import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLeft, LONGEST_MS, parseTtl } from "./time-to-live.ts";

describe("a time to live", () => {
  it.each([
    ["40s", 40],
    ["30m", 1800],
    ["2h", 7200],
    ["1d", 86_400],
    ["7d", 604_800],
  ])("%s is %i seconds", (text, seconds) => {
    expect(parseTtl(text)).toBe(seconds * 1000);
  });

  it.each(["", "0m", "8d", "169h", "2", "h", "-1h", "1.5h", "2 h", "1w", "2H", "99999999999s"])(
    "%j is none",
    (text) => {
      expect(parseTtl(text)).toBeUndefined();
    },
  );

  it("is never longer than seven days", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom("s", "m", "h", "d"), (amount, unit) => {
        expect(parseTtl(`${amount}${unit}`) ?? 0).toBeLessThanOrEqual(LONGEST_MS);
      }),
    );
  });
});

describe("what is left of it", () => {
  it.each([
    [-5000, "0s"],
    [0, "0s"],
    [40_000, "40s"],
    [7_199_000, "1h 59m"],
    [7_200_000, "2h"],
    [604_799_000, "6d 23h"],
    [3_605_000, "1h"],
  ])("%i ms is %s", (ms, text) => {
    expect(formatLeft(ms)).toBe(text);
  });
});
