import { type BaseBlock, Null, OctetString } from "asn1js";
import { AlgorithmIdentifier } from "pkijs";

/** Bytes in a buffer of their own, as asn1js wants them. */
export function arrayOf(bytes: Uint8Array): ArrayBuffer {
  return bytesOf(bytes).buffer as ArrayBuffer;
}

/** A copy of bytes that shares no memory. */
export function bytesOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** The DER of a schema. */
export function encode(block: { toBER(sizeOnly?: boolean): ArrayBuffer }): Uint8Array {
  return new Uint8Array((block as BaseBlock).toBER());
}

/** A string of bytes. */
export function octets(bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: arrayOf(bytes) });
}

const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";

/** SHA-256 with RSA, by which all that the authority signs is signed (RFC 4055, 5). */
export function signatureAlgorithm(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: SHA256_WITH_RSA, algorithmParams: new Null() });
}

/** The names that Node gives to hashes, by their object identifiers. */
export const HASHES: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

/** The DER of a PEM text, or of bytes that are DER already. */
export function derOf(text: Uint8Array | string): Uint8Array {
  const pem = typeof text === "string" ? text : Buffer.from(text).toString("latin1");
  const body = /-----BEGIN [A-Z0-9 ]+-----([\s\S]*?)-----END/.exec(pem)?.[1];
  if (body !== undefined) return bytesOf(Buffer.from(body, "base64"));
  return typeof text === "string" ? new Uint8Array() : text;
}

/** A time without fractions of a second, which DER writes in one way only. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
