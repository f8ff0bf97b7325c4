import { X509Certificate } from "node:crypto";
import { BitString, Integer } from "asn1js";
import {
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  type PublicKeyInfo,
  type RelativeDistinguishedNames,
  Time,
} from "pkijs";
import { arrayOf, encode, signatureAlgorithm } from "./der.ts";
import { signBytes } from "./keys.ts";

/** Bits of a key's usage (RFC 5280, 4.2.1.3), the first one highest. */
export const USAGE = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  dataEncipherment: 0x10,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

/** Purposes of a certificate (RFC 5280, 4.2.1.12). */
export const PURPOSE = {
  server: "1.3.6.1.5.5.7.3.1",
  client: "1.3.6.1.5.5.7.3.2",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  ocspSigning: "1.3.6.1.5.5.7.3.9",
} as const;

/** What a certificate says. */
export interface CertificateDraft {
  readonly serial: Uint8Array;
  readonly subject: RelativeDistinguishedNames;
  readonly issuer: RelativeDistinguishedNames;
  readonly key: PublicKeyInfo;
  readonly from: Date;
  readonly until: Date;
  readonly extensions: readonly Extension[];
}

/** The certificate of a draft, signed. */
export function sealCertificate(
  draft: CertificateDraft,
  signer: Parameters<typeof signBytes>[1],
): Certificate {
  const certificate = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: arrayOf(draft.serial) }),
    subject: draft.subject,
    issuer: draft.issuer,
    subjectPublicKeyInfo: draft.key,
    notBefore: timeOf(draft.from),
    notAfter: timeOf(draft.until),
    signature: signatureAlgorithm(),
    signatureAlgorithm: signatureAlgorithm(),
    extensions: [...draft.extensions],
  });
  certificate.tbsView = encode(certificate.encodeTBS());
  certificate.signatureValue = new BitString({ valueHex: signBytes(certificate.tbsView, signer) });
  return certificate;
}

/** Two digits for a year until 2049, four from then on (RFC 5280, 4.1.2.5). */
function timeOf(value: Date): Time {
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

/** Whether the holder signs certificates itself. */
export function constraints(isAuthority: boolean): Extension {
  const basic = new BasicConstraints(isAuthority ? { cA: true, pathLenConstraint: 0 } : {});
  return extension("2.5.29.19", encode(basic.toSchema()), true);
}

/** What the key may do. */
export function keyUsage(...bits: readonly number[]): Extension {
  const byte = bits.reduce((sum, bit) => sum | bit, 0);
  // The bits behind the last that is 1 mean nothing.
  const unusedBits = Math.log2(byte & -byte);
  return extension(
    "2.5.29.15",
    encode(new BitString({ valueHex: arrayOf(Uint8Array.of(byte)), unusedBits })),
    true,
  );
}

/** What the certificate is for; critical where it may be for nothing else. */
export function purposes(keyPurposes: readonly string[], critical = false): Extension {
  return extension(
    "2.5.29.37",
    encode(new ExtKeyUsage({ keyPurposes: [...keyPurposes] }).toSchema()),
    critical,
  );
}

/** An extension by its DER. */
export function extension(extnID: string, value: Uint8Array, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: arrayOf(value) });
}

/** A certificate as text. */
export function pemOf(certificate: Certificate): string {
  return new X509Certificate(Buffer.from(encode(certificate.toSchema()))).toString();
}
