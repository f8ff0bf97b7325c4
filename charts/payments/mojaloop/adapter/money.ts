import { badRequest } from "../../../../reference/refusal.ts";

/** The ledger keeps four decimals of every currency; amounts here are whole numbers of these. */
const SCALE = 4;
/** So that every amount is exact as a number of JavaScript and of the store. */
const MOST = 10n ** 15n;

/**
 * Ten-thousandths of the currency's unit from a number or text of a request. Throws a {@link Refusal} for what is not
 * a positive decimal number with four decimals at most, below 100 000 000 000.
 */
export function parseAmount(value: number | string): bigint {
  const text = typeof value === "number" ? String(value) : value.trim();
  const [, whole = "", decimals = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const kept = decimals.replace(/0+$/, "");
  if (whole === "" || kept.length > SCALE) {
    throw badRequest("an amount is a positive decimal number with four decimals at most");
  }
  const minor = BigInt(whole) * 10n ** BigInt(SCALE) + BigInt(kept.padEnd(SCALE, "0"));
  if (minor <= 0n || minor >= MOST)
    throw badRequest("an amount is more than 0 and less than 100 000 000 000");
  return minor;
}

/** FSPIOP's canonical form: no zeros at the end, no exponent. */
export function formatAmount(minor: bigint): string {
  const digits = minor.toString().padStart(SCALE + 1, "0");
  const decimals = digits.slice(-SCALE).replace(/0+$/, "");
  const whole = digits.slice(0, -SCALE);
  return decimals === "" ? whole : `${whole}.${decimals}`;
}

/** For answers of GovStack, where amounts are JSON numbers. */
export function amountNumber(minor: bigint): number {
  return Number(formatAmount(minor));
}

/** Ten-thousandths from what the ledger's administration answers, which may be negative. */
export function ledgerAmount(value: number | string): bigint {
  const [, sign = "", whole = "", decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  if (whole === "") throw new Error(`the ledger answered ${JSON.stringify(value)} for an amount`);
  const minor = BigInt(whole + decimals.slice(0, SCALE).padEnd(SCALE, "0"));
  return sign === "-" ? -minor : minor;
}
