import fc from "fast-check";
import { expect, test } from "vitest";
import { amountNumber, formatAmount, ledgerAmount, parseAmount } from "./money.ts";

test.for([
  [10, 100_000n, "10"],
  [10.1, 101_000n, "10.1"],
  ["10.10", 101_000n, "10.1"],
  [0.0001, 1n, "0.0001"],
  ["99999999999.9999", 999_999_999_999_999n, "99999999999.9999"],
] as const)("%s is %s ten-thousandths, and %s to the hub", ([given, minor, canonical]) => {
  expect(parseAmount(given)).toBe(minor);
  expect(formatAmount(minor)).toBe(canonical);
});

test.for([
  0,
  -1,
  1e21,
  1e-7,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  0.00001,
  100_000_000_000,
  "",
  "1e3",
  "1,5",
  "0x10",
])("%s is no amount", (given) => {
  expect(() => parseAmount(given)).toThrow(/amount/);
});

test("every amount survives the way to the hub, to GovStack and back, to the last digit", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }), (minor) => {
      expect(parseAmount(formatAmount(minor))).toBe(minor);
      expect(parseAmount(amountNumber(minor))).toBe(minor);
      expect(formatAmount(minor)).toMatch(/^(0|[1-9]\d{0,17})(\.\d{0,3}[1-9])?$/);
    }),
  );
});

test("what the ledger answers may be negative", () => {
  expect([-5000, "-0.0001", 12.5, 0].map(ledgerAmount)).toEqual([-50_000_000n, -1n, 125_000n, 0n]);
  expect(() => ledgerAmount("much")).toThrow("the ledger answered");
});
