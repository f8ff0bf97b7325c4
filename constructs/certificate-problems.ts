import type { CertificateRequest, CertificateUsage } from "../charts/spi/index.ts";

/** What a common name may have at most (RFC 5280, appendix A.1). */
const LONGEST_NAME = 64;
const MOST_DAYS = 36_500;
const DNS_NAME = /^(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/i;
/** Usages that are named in the certificate; a time stamp's must be the only one (RFC 3161, 2.3). */
const NAMED: readonly CertificateUsage[] = ["server", "client", "ocsp-signing", "time-stamping"];

/** What is wrong with a request for a certificate in itself, as what comes after `asks for KEY as`. */
export function problemsOfCertificate(request: CertificateRequest): string[] {
  const { commonName, country, days, renewBefore, dnsNames = [] } = request;
  const isWhole = Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;
  const bad = dnsNames.filter((name) => name.length > 253 || !DNS_NAME.test(name));
  return [
    ...(isWhole ? [] : [`a certificate for ${days} days; it takes whole days from 1 to ${MOST_DAYS}`]),
    ...(renewBefore === undefined || (Number.isInteger(renewBefore) && renewBefore >= 1 && renewBefore < days)
      ? []
      : [`a certificate for ${days} days that is renewed ${renewBefore} days before its end`]),
    ...(commonName.length >= 1 && commonName.length <= LONGEST_NAME
      ? []
      : [
          `a certificate with a common name of ${commonName.length} characters; it takes 1 to ${LONGEST_NAME}`,
        ]),
    ...(country === undefined || /^[A-Z]{2}$/.test(country)
      ? []
      : [`a certificate of the country ${country}, which is not two capital letters`]),
    ...bad.map((name) => `a certificate for ${name}, which is no DNS name`),
    ...problemsOfUsage(request),
  ];
}

function problemsOfUsage({ usage, dnsNames = [], authority, ca }: CertificateRequest): string[] {
  const named = usage.filter((one) => NAMED.includes(one));
  const isAuthority = usage.includes("ca");
  return [
    ...(usage.length === 0 ? ["a certificate of no use"] : []),
    ...(isAuthority && usage.length > 1 ? ["an authority that is to be used for something else too"] : []),
    ...(isAuthority && authority !== undefined
      ? ["an authority that another one signs; an authority signs itself"]
      : []),
    ...(named.length > 1 && named.includes("time-stamping")
      ? ["a certificate for time stamps that is to be used for something else too"]
      : []),
    ...(usage.includes("server") && dnsNames.length === 0
      ? ["a server's certificate without DNS names"]
      : []),
    ...(ca !== undefined && authority === undefined
      ? [`a certificate with its authority's under ${ca}, and names no authority`]
      : []),
  ];
}
