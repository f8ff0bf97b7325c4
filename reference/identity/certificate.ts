import { type KeyObject, randomBytes, sign } from "node:crypto";

/** What an X.509 certificate says. */
export interface CertificateContent {
  /** Common names. */
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const BIT_STRING = 0x03;
const INTEGER = 0x02;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;

/** Object identifiers, encoded: sha256WithRSAEncryption with its NULL, ecdsa-with-SHA256, commonName. */
const RSA_SHA256 = Buffer.from("06092a864886f70d01010b0500", "hex");
const ECDSA_SHA256 = Buffer.from("06082a8648ce3d040302", "hex");
const COMMON_NAME = Buffer.from("0603550403", "hex");

/**
 * Makes an X.509 certificate (RFC 5280), version 3 without extensions, in DER, signed with `signer` by SHA-256. It is
 * written here because Node reads certificates and makes none, and this one form is all that identity needs.
 */
export function makeCertificate(content: CertificateContent, signer: KeyObject): Buffer {
  const algorithm = der(SEQUENCE, signer.asymmetricKeyType === "ec" ? ECDSA_SHA256 : RSA_SHA256);
  const body = der(
    SEQUENCE,
    Buffer.from("a003020102", "hex"),
    der(INTEGER, positive(randomBytes(16))),
    algorithm,
    name(content.issuer),
    der(SEQUENCE, time(content.notBefore), time(content.notAfter)),
    name(content.subject),
    content.publicKey.export({ type: "spki", format: "der" }),
  );
  return der(SEQUENCE, body, algorithm, der(BIT_STRING, Buffer.from([0]), sign("sha256", body, signer)));
}

/** A certificate in PEM. */
export function pemOf(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

/** A serial number: a positive integer of 16 bytes without a superfluous zero in front. */
function positive(bytes: Buffer): Buffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function name(commonName: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(commonName)))));
}

/** Two digits for the year up to 2049, four from then on (RFC 5280, 4.1.2.5). */
function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, "");
  const isLate = Number(text.slice(0, 4)) >= 2050;
  return der(isLate ? GENERALIZED_TIME : UTC_TIME, Buffer.from(isLate ? text : text.slice(2)));
}
