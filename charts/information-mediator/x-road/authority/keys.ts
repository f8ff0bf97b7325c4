import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "pkijs";
import { arrayOf, bytesOf } from "./der.ts";

/** A certificate with its key, as the authority uses it. */
export interface Signer {
  readonly privateKey: KeyObject;
  readonly certificate: Certificate;
}

/** All that the authority signs with. */
export interface AuthorityKeys {
  readonly ca: Signer;
  readonly ocsp: Signer;
  readonly tsa: Signer;
}

/** The private keys alone, as they are kept. */
export type PrivateKeys = Readonly<Record<keyof AuthorityKeys, KeyObject>>;

/** Reads the private keys `ca.key`, `ocsp.key` and `tsa.key` (PEM, RSA) of a folder. What is no key throws. */
export function readPrivateKeys(folder: string): PrivateKeys {
  const read = (name: string) => createPrivateKey(readFileSync(join(folder, `${name}.key`)));
  return { ca: read("ca"), ocsp: read("ocsp"), tsa: read("tsa") };
}

/** A signature with SHA-256 by an RSA key (RFC 4055): the same bytes each time. */
export function signBytes(bytes: Uint8Array, privateKey: KeyObject): ArrayBuffer {
  return arrayOf(sign("sha256", bytes, privateKey));
}

const RANDOM_BYTES = 8;
const MARK_BYTES = 8;

/**
 * A number for a certificate: positive, and half of it a mark that only the authority can make, so that it knows its
 * own certificates without keeping a list of them.
 */
export function makeSerial(ca: KeyObject): Uint8Array {
  const random = randomBytes(RANDOM_BYTES);
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x40;
  return bytesOf(Buffer.concat([random, markOf(random, ca)]));
}

/** Whether a number was made by {@link makeSerial} for a certificate of this authority. */
export function isOwnSerial(serial: Uint8Array, ca: KeyObject): boolean {
  const random = serial.subarray(0, RANDOM_BYTES);
  return (
    serial.length === RANDOM_BYTES + MARK_BYTES &&
    markOf(random, ca).equals(Buffer.from(serial.subarray(RANDOM_BYTES)))
  );
}

function markOf(random: Uint8Array, privateKey: KeyObject): Buffer {
  const key = privateKey.export({ type: "pkcs8", format: "der" });
  return createHmac("sha256", key).update(random).digest().subarray(0, MARK_BYTES);
}

/** The bits of a certificate's public key: what OCSP hashes as the issuer's key. */
export function keyBitsOf({ subjectPublicKeyInfo }: Certificate): Uint8Array {
  return subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
}

/** A public key (SPKI, DER), for checking signatures. */
export function publicKeyOf(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), type: "spki", format: "der" });
}
