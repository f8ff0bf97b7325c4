/**
 * The currencies that all services of the release know (the lists in the API descriptions of ml-api-adapter 16.8.2,
 * account-lookup-service 17.15.2 and quoting-service 17.14.3 are the same). XTS and XXX are ISO 4217's codes for tests.
 */
const CODES =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF " +
  "CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GGP GHS GIP GMD GNF GTQ GYD HKD " +
  "HNL HRK HTG HUF IDR ILS IMP INR IQD IRR ISK JEP JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD " +
  "LSL LYD MAD MDL MGA MKD MMK MNT MOP MRO MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR " +
  "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLL SOS SPL SRD STD SVC SYP SZL THB TJS TMT TND TOP TRY " +
  "TTD TVD TWD TZS UAH UGX USD UYU UZS VEF VND VUV WST XAF XCD XDR XOF XPF XTS XXX YER ZAR ZMW ZWD";

const KNOWN: ReadonlySet<string> = new Set(CODES.split(" "));

/** Whether Mojaloop can keep accounts in a currency (ISO 4217). */
export function isKnownCurrency(code: string): boolean {
  return KNOWN.has(code);
}

/** What a person is told of one that it cannot. */
export function unknownCurrency(code: string): string {
  return `Mojaloop's tables do not know the currency ${code}; take an ISO 4217 code such as XTS, its code for tests`;
}
