import { describe, expect, it } from "vitest";
import { exponentOf } from "./currencies.ts";
import { amountNumber, formatAmount, parseAmount, readFunds } from "./money.ts";

describe("amounts", () => {
  it.each([
    ["12.50", "XTS", 1250],
    [12.5, "XTS", 1250],
    ["0.01", "EUR", 1],
    ["7", "JPY", 7],
    ["1.234", "KWD", 1234],
    ["1.2345", "CLF", 12345],
    ["1.500000", "XTS", 150],
    ["99999999999.99", "XTS", 9_999_999_999_999],
  ])("%s %s are %i minor units", (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
    expect(amountNumber(minor, currency)).toBe(Number(text));
  });

  it.each([
    ["0.001", "XTS"],
    ["1.5", "JPY"],
    [0.1 + 0.2, "XTS"],
    ["-1", "XTS"],
    ["1e3", "XTS"],
    [1e21, "XTS"],
    ["0", "XTS"],
    ["", "XTS"],
    ["1,50", "XTS"],
    ["100000000000", "XTS"],
    ["9".repeat(400), "XTS"],
    [Number.NaN, "XTS"],
  ])("%s %s are none", (text, currency) => {
    expect(() => parseAmount(text, currency)).toThrow(/amount/);
  });

  it("are written with all decimals of their currency", () => {
    expect(formatAmount(5, "XTS")).toBe("0.05");
    expect(formatAmount(-123456, "XTS")).toBe("-1234.56");
    expect(formatAmount(7, "JPY")).toBe("7");
    expect(formatAmount(1, "KWD")).toBe("0.001");
  });

  it("of settings and seeds may be nothing, and name their place where they are wrong", () => {
    expect(readFunds(0, "XTS", "here")).toBe(0);
    expect(() => readFunds("much", "XTS", "seed.payers.0.balance")).toThrow(
      'seed.payers.0.balance: "much" is no amount in XTS',
    );
  });
});

describe("currencies", () => {
  it("have the decimals of ISO 4217, and XTS has two", () => {
    expect(["XTS", "EUR", "JPY", "KWD", "CLF"].map(exponentOf)).toEqual([2, 2, 0, 3, 4]);
    expect(exponentOf("ABC")).toBeUndefined();
  });
});
