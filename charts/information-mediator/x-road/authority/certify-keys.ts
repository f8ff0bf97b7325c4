import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { PrintableString, Sequence, Set as SetValue, Utf8String } from "asn1js";
import { AttributeTypeAndValue, type Extension, PublicKeyInfo, RelativeDistinguishedNames } from "pkijs";
import {
  constraints,
  extension,
  keyUsage,
  PURPOSE,
  purposes,
  sealCertificate,
  USAGE,
} from "./certificate-parts.ts";
import { arrayOf, encode, octets } from "./der.ts";
import type { AuthorityKeys, PrivateKeys, Signer } from "./keys.ts";

/** Whose certificates these are. */
export interface AuthorityNames {
  /** The common name of the authority itself. */
  readonly name: string;
  /** Two letters. */
  readonly country: string;
}

/** From when until when all of them are good: fixed, as all else in them. */
const FROM = new Date("2026-01-01T00:00:00Z");
const UNTIL = new Date("2056-01-01T00:00:00Z");

/**
 * The authority's own certificates. They follow from the keys and the names alone, so that a pod that starts anew has
 * the same ones, byte for byte, and only the keys have to be kept.
 */
export function certifyKeys(keys: PrivateKeys, names: AuthorityNames): AuthorityKeys {
  const { digitalSignature, nonRepudiation, keyCertSign, cRLSign } = USAGE;
  const issuer = subjectOf(names, names.name);
  const authorityKey = keyIdOf(keys.ca);
  const certify = (key: KeyObject, title: string, extensions: readonly Extension[]): Signer => {
    const subject = subjectOf(names, title);
    const keyId = keyIdOf(key);
    const spki = createPublicKey(key).export({ type: "spki", format: "der" });
    const draft = {
      serial: serialOf(keyId),
      subject,
      issuer,
      key: PublicKeyInfo.fromBER(arrayOf(spki)),
      from: FROM,
      until: UNTIL,
      extensions: [...extensions, extension("2.5.29.14", encode(octets(keyId)))],
    };
    return { privateKey: key, certificate: sealCertificate(draft, keys.ca) };
  };
  const signing = keyUsage(digitalSignature, nonRepudiation);
  const byAuthority = extension("2.5.29.35", authorityKeyId(authorityKey));
  return {
    ca: certify(keys.ca, names.name, [constraints(true), keyUsage(keyCertSign, cRLSign)]),
    ocsp: certify(keys.ocsp, `${names.name} OCSP`, [
      constraints(false),
      signing,
      purposes([PURPOSE.ocspSigning]),
      byAuthority,
    ]),
    tsa: certify(keys.tsa, `${names.name} time stamps`, [
      constraints(false),
      signing,
      purposes([PURPOSE.timeStamping], true),
      byAuthority,
    ]),
  };
}

/** Each attribute is a level of the name of its own; the library would write all of them as one. */
function subjectOf({ country, name }: AuthorityNames, commonName: string): RelativeDistinguishedNames {
  const level = (type: string, value: PrintableString | Utf8String) =>
    new SetValue({ value: [new AttributeTypeAndValue({ type, value }).toSchema()] });
  const levels = [
    level("2.5.4.6", new PrintableString({ value: country })),
    level("2.5.4.10", new Utf8String({ value: name })),
    level("2.5.4.3", new Utf8String({ value: commonName })),
  ];
  return RelativeDistinguishedNames.fromBER(arrayOf(encode(new Sequence({ value: levels }))));
}

/** A short name of a key (RFC 7093, 2, method 1, over the whole of it). */
function keyIdOf(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest().subarray(0, 20);
}

/** A number that is positive and as long each time. */
function serialOf(keyId: Buffer): Uint8Array {
  const serial = Buffer.from(keyId.subarray(0, 16));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

/** SEQUENCE { [0] keyIdentifier } (RFC 5280, 4.2.1.1). */
function authorityKeyId(keyId: Buffer): Uint8Array {
  return Uint8Array.of(0x30, keyId.length + 2, 0x80, keyId.length, ...keyId);
}
