import { X509Certificate } from "node:crypto";
import type { Check } from "./check.ts";
import { expectTrue } from "./expect.ts";
import { BrokenConnection } from "./http-client.ts";
import type { InsideAddress } from "./inside-address.ts";
import { type Knock, knock, knockPlainly } from "./knock.ts";

const SECTION = "govstack-cfr-security#req-1";
const DAY_MS = 86_400_000;
/** A certificate is made anew in its last 30 days by any `up`; this is when nobody has. */
const LAST_DAYS = 7;
/** The first byte of an alert, which is all that a TLS server may say to whoever speaks none (RFC 8446, 5.1). */
const ALERT = 0x15;
/** How OpenSSL names the alert `protocol_version`, with which an old protocol is refused (RFC 8446, 4.2.1). */
const WRONG_PROTOCOL = "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION";
/** Whatever the server would agree to, were it not for its own limits. */
const OLD = { minVersion: "TLSv1", maxVersion: "TLSv1.2", ciphers: "DEFAULT@SECLEVEL=0" } as const;
const NEW = { minVersion: "TLSv1.3" } as const;

/** The ids of these checks, by which a run's evidence is found. */
export const INSIDE = {
  plaintext: "inside-refuses-plaintext",
  old: "inside-refuses-tls12",
  nameless: "inside-asks-for-a-certificate",
  stranger: "inside-refuses-strangers",
  certificate: "inside-certificate",
} as const;

/** What a part in a cluster must refuse, and what it must show, where its inside speaks TLS (docs/tls.md). */
export function insideChecks(inside: InsideAddress): Check[] {
  return [
    negative(INSIDE.plaintext, "a request without TLS gets no answer", async () => {
      const { answer, end } = await knockPlainly(inside);
      const isSilent = answer.length === 0 || answer[0] === ALERT;
      expectTrue(isSilent, "a request without TLS was answered in plain text");
      expectTrue(end !== "silent", "a request without TLS was neither answered nor refused");
    }),
    negative(INSIDE.old, "TLS 1.2 and older are refused, also with a certificate", async () => {
      const { protocol, end } = await knock(inside, { ...inside.certificate, ...OLD });
      expectTrue(protocol === undefined, `the part agreed to ${protocol}`);
      expectTrue(end === WRONG_PROTOCOL, `TLS 1.2 was not refused for what it is: ${end}`);
    }),
    negative(INSIDE.nameless, "a caller without a certificate is refused", async () => {
      expectShut(await knock(inside, NEW), "a caller without a certificate");
    }),
    negative(INSIDE.stranger, "a certificate of another authority is refused", async () => {
      expectShut(await knock(inside, { ...inside.stranger, ...NEW }), "a certificate of another authority");
    }),
    {
      ...facts(INSIDE.certificate, "the part's certificate has its name and is the stack's authority's"),
      kind: "positive",
      run: async () => expectCertificate(inside, await expectAnswer(inside)),
    },
  ];

  function negative(id: string, title: string, refuse: () => Promise<void>): Check {
    const run = async () => {
      await refuse();
      // Nobody at all refuses everything, too.
      await expectAnswer(inside);
    };
    return { ...facts(id, title), kind: "negative", run };
  }
}

function facts(id: string, title: string): Omit<Check, "kind" | "run"> {
  return { id, operation: "smoke", title, section: SECTION, level: "REQUIRED", effect: "read" };
}

/** A server says no at the handshake, or, as TLS 1.3 lets a caller go on before it is judged, right after. */
function expectShut({ answer, end }: Knock, caller: string): void {
  expectTrue(answer.length === 0, `${caller} was answered`);
  expectTrue(end !== "silent", `${caller} was neither answered nor refused`);
}

/** The part answers whom it has to answer; what it shows is the certificate. */
async function expectAnswer(inside: InsideAddress): Promise<X509Certificate> {
  const { protocol, certificate, answer, end } = await knock(inside, { ...inside.certificate, ...NEW });
  const isThere = protocol === "TLSv1.3" && answer.subarray(0, 5).toString("latin1") === "HTTP/";
  if (!isThere || certificate === undefined)
    throw new BrokenConnection(`no answer in TLS 1.3 to a caller with the stack's certificate: ${end}`);
  return new X509Certificate(certificate);
}

function expectCertificate({ name, certificate: { ca } }: InsideAddress, shown: X509Certificate): void {
  const isSigned = authoritiesOf(ca).some((one) => shown.checkIssued(one) && shown.verify(one.publicKey));
  expectTrue(isSigned, "the part's certificate is not signed by the stack's authority");
  expectTrue(shown.checkHost(name) !== undefined, `the part's certificate is not for ${name}`);
  expectTrue(Date.parse(shown.validFrom) <= Date.now(), "the part's certificate is not good yet");
  const days = (Date.parse(shown.validTo) - Date.now()) / DAY_MS;
  expectTrue(days > 0, "the part's certificate has ended");
  expectTrue(days > LAST_DAYS, `the part's certificate ends in ${Math.ceil(days)} days: up makes another`);
}

function authoritiesOf(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map((one) => new X509Certificate(one));
}
