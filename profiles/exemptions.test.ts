import { expect, test } from "vitest";
import { isExempt } from "./exemptions.ts";

const exemption = (match: string) => ({ rule: "r", match, reason: "", owner: "", expires: "2027-01-01" });

test.each([
  ["payments", "payments", true],
  ["payments", "payments/hub", true],
  ["payments", "payments-2", false],
  ["payments/hub", "payments/hub", true],
  ["payments/hub", "payments", false],
  ["*", "anything/at-all", true],
  ["pay*", "payments/hub", true],
  ["*/hub", "payments/hub", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-c-b", false],
  ["ab*ba", "aba", false],
])("an exemption for %s granted to %s: %s", (match, target, granted) => {
  expect(isExempt(exemption(match), "r", target)).toBe(granted);
});

test("an exemption is from its own rule only", () => {
  expect(isExempt(exemption("*"), "other", "payments")).toBe(false);
});
