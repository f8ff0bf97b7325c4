/**
 * How many decimals the currencies of ISO 4217 have, where that is not two (its table A.1 of 2024). Codes for metals,
 * bond units and tests have none there; XTS, its code for tests, is given two here, so that tests have minor units.
 */
const DECIMALS: Readonly<Record<string, readonly string[]>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "),
  3: "BHD IQD JOD KWD LYD OMR TND".split(" "),
  4: "CLF UYW".split(" "),
};

const TWO =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF " +
  "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF " +
  "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN " +
  "MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS " +
  "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XTS YER ZAR ZMW ZWG";

const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...TWO.split(" ").map((code) => [code, 2] as const),
  ...Object.entries(DECIMALS).flatMap(([digits, codes]) =>
    codes.map((code) => [code, Number(digits)] as const),
  ),
]);

/** The most decimals that a currency has. */
export const MOST_DECIMALS = 4;

/** How many decimals a currency has (ISO 4217's exponent of its minor unit); undefined for what is none. */
export function exponentOf(currency: string): number | undefined {
  return EXPONENTS.get(currency);
}
