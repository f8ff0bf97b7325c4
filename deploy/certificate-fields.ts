import { createHash, type KeyObject } from "node:crypto";
import { BitString, Set as DerSet, OctetString, PrintableString, Sequence, Utf8String } from "asn1js";
import {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  PublicKeyInfo,
  RelativeDistinguishedNames,
} from "pkijs";
import type { CertificateRequest, CertificateUsage } from "../charts/spi/index.ts";

/** The bits of a key's usage, by their number in the certificate (RFC 5280, 4.2.1.3). */
const BITS = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

type Bit = keyof typeof BITS;

const RSA_BITS: Readonly<Record<CertificateUsage, readonly Bit[]>> = {
  ca: ["keyCertSign", "cRLSign"],
  server: ["digitalSignature", "keyEncipherment"],
  client: ["digitalSignature"],
  signing: ["digitalSignature", "nonRepudiation"],
  encipherment: ["keyEncipherment", "dataEncipherment"],
  "time-stamping": ["digitalSignature", "nonRepudiation"],
  "ocsp-signing": ["digitalSignature", "nonRepudiation"],
};

/** What cannot be done with an elliptic curve has another word there. */
const EC_BITS: Readonly<Record<CertificateUsage, readonly Bit[]>> = {
  ...RSA_BITS,
  server: ["digitalSignature"],
  encipherment: ["keyAgreement"],
};

/** The usages that have a name of their own (RFC 5280, 4.2.1.12). */
const PURPOSES: Partial<Record<CertificateUsage, string>> = {
  server: "1.3.6.1.5.5.7.3.1",
  client: "1.3.6.1.5.5.7.3.2",
  "time-stamping": "1.3.6.1.5.5.7.3.8",
  "ocsp-signing": "1.3.6.1.5.5.7.3.9",
};

/** Number of a host name among the forms of a name (RFC 5280, 4.2.1.6). */
const DNS_NAME = 2;

/** The name of a certificate's holder, widest first. */
export function subjectOf({
  country,
  organization,
  commonName,
}: CertificateRequest): RelativeDistinguishedNames {
  const attributes = [
    ...(country === undefined ? [] : [attribute("2.5.4.6", new PrintableString({ value: country }))]),
    ...(organization === undefined ? [] : [attribute("2.5.4.10", new Utf8String({ value: organization }))]),
    attribute("2.5.4.3", new Utf8String({ value: commonName })),
  ];
  // The library would write them all as one level of the name.
  const levels = attributes.map((one) => new DerSet({ value: [one.toSchema()] }));
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: levels }).toBER());
}

/** A public key as certificates hold it. */
export function publicKeyInfo(key: KeyObject): PublicKeyInfo {
  return PublicKeyInfo.fromBER(arrayOf(key.export({ type: "spki", format: "der" })));
}

/** A short name of a public key (RFC 7093, 2, method 1). */
export function keyIdOf(key: KeyObject): Buffer {
  const bits = publicKeyInfo(key).subjectPublicKey.valueBlock.valueHexView;
  return createHash("sha256").update(bits).digest().subarray(0, 20);
}

/** What a certificate says beyond names, time and key; `issuer` is the authority's key, absent where it signs itself. */
export function extensionsOf(
  { usage, dnsNames = [] }: CertificateRequest,
  key: KeyObject,
  issuer: KeyObject | undefined,
): Extension[] {
  const isAuthority = usage.includes("ca");
  const purposes = usage.flatMap((one) => PURPOSES[one] ?? []);
  const bits = usage.flatMap((one) => (key.asymmetricKeyType === "rsa" ? RSA_BITS : EC_BITS)[one]);
  const basic = new BasicConstraints(isAuthority ? { cA: true, pathLenConstraint: 0 } : {});
  const names = dnsNames.map((value) => new GeneralName({ type: DNS_NAME, value }));
  return [
    extension("2.5.29.19", basic.toSchema().toBER(), true),
    extension("2.5.29.15", bitString(bits.map((bit) => BITS[bit])), true),
    ...(purposes.length === 0
      ? []
      : [
          extension(
            "2.5.29.37",
            new ExtKeyUsage({ keyPurposes: purposes }).toSchema().toBER(),
            usage.includes("time-stamping"),
          ),
        ]),
    extension("2.5.29.14", octetString(keyIdOf(key)).toBER()),
    ...(issuer === undefined
      ? []
      : [
          extension(
            "2.5.29.35",
            new AuthorityKeyIdentifier({ keyIdentifier: octetString(keyIdOf(issuer)) }).toSchema().toBER(),
          ),
        ]),
    ...(names.length === 0 ? [] : [extension("2.5.29.17", new GeneralNames({ names }).toSchema().toBER())]),
  ];
}

/** The bytes of a buffer, in memory of their own. */
export function arrayOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** A string of bytes. */
export function octetString(bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: arrayOf(bytes) });
}

function attribute(type: string, value: PrintableString | Utf8String): AttributeTypeAndValue {
  return new AttributeTypeAndValue({ type, value });
}

function extension(extnID: string, extnValue: ArrayBuffer, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue });
}

/** Bits as DER has them: the first is the highest, and none that are 0 follow the last that is 1. */
function bitString(bits: readonly number[]): ArrayBuffer {
  const highest = Math.max(...bits);
  const byte = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return new BitString({ valueHex: arrayOf(Uint8Array.of(byte)), unusedBits: 7 - highest }).toBER();
}
