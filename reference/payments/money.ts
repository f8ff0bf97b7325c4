import { badRequest } from "../refusal.ts";
import { exponentOf, MOST_DECIMALS } from "./currencies.ts";

/** In units of the currency. Every amount below it is exact in JavaScript and in the store, in any currency. */
const MOST = 100_000_000_000;

/**
 * Minor units from a number or text of a request, in units of the currency. Throws a {@link Refusal} for what is not
 * a positive decimal number below 100 000 000 000 with no more decimals than the currency has. One that ISO 4217 does
 * not know can be written with four: nothing will be paid in it.
 */
export function parseAmount(value: number | string, currency: string): number {
  const minor = minorUnits(String(value).trim(), currency);
  if (minor === undefined) {
    const decimals = exponentOf(currency) ?? MOST_DECIMALS;
    throw badRequest(
      `an amount in ${currency} is a positive decimal number with ${decimals} decimals at most`,
    );
  }
  if (minor <= 0 || minor >= MOST * 10 ** (exponentOf(currency) ?? MOST_DECIMALS))
    throw badRequest("an amount is more than 0 and less than 100 000 000 000");
  return minor;
}

/** As {@link parseAmount}, and 0 is one too; throws a TypeError with one sentence: for settings and seeds. */
export function readFunds(value: number | string, currency: string, place: string): number {
  const minor = minorUnits(String(value).trim(), currency);
  if (minor === undefined || minor >= MOST * 10 ** (exponentOf(currency) ?? MOST_DECIMALS))
    throw new TypeError(`${place}: ${JSON.stringify(value)} is no amount in ${currency}`);
  return minor;
}

function minorUnits(text: string, currency: string): number | undefined {
  const exponent = exponentOf(currency) ?? MOST_DECIMALS;
  const [, whole = "", decimals = ""] = /^(\d{1,15})(?:\.(\d{1,30}))?$/.exec(text) ?? [];
  const kept = decimals.replace(/0+$/, "");
  if (whole === "" || kept.length > exponent) return undefined;
  const minor = BigInt(whole + kept.padEnd(exponent, "0"));
  return minor > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(minor);
}

/** Decimal text with all the decimals of the currency: `1234.50`. */
export function formatAmount(minor: number, currency: string): string {
  const exponent = exponentOf(currency) ?? MOST_DECIMALS;
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const sign = minor < 0 ? "-" : "";
  const cut = digits.length - exponent;
  return `${sign}${digits.slice(0, cut)}${exponent === 0 ? "" : `.${digits.slice(cut)}`}`;
}

/** For answers of GovStack, where amounts are JSON numbers in units of the currency. */
export function amountNumber(minor: number, currency: string): number {
  return Number(formatAmount(minor, currency));
}
