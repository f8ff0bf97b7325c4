import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { BmpString } from "asn1js";
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from "pkijs";
import type { ValueRequest } from "../charts/spi/index.ts";
import { certifyKey } from "./certificate.ts";
import { arrayOf, keyIdOf, octetString } from "./certificate-fields.ts";
import { parseCertificate } from "./read-certificate.ts";
import { type Making, readPrivateKey, type Value } from "./secret-making.ts";

type KeyStoreMaking = Making<Extract<ValueRequest, { generate: "pkcs12" }>>;

/** What a key store is to hold. */
interface Entry {
  readonly alias: string;
  readonly privateKey: KeyObject;
  /** DER, the key's own first; undefined where there is none for the key. */
  readonly certificates: readonly Buffer[] | undefined;
  readonly password: ArrayBuffer;
}

/** Object identifiers of RFC 7292, 4.2, and of RFC 2985, 5.5. */
const SHROUDED_KEY = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE = "1.2.840.113549.1.12.10.1.3";
const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
/** Contents that are not encrypted (RFC 5652, 4). */
const PLAIN_DATA = "1.2.840.113549.1.7.1";

/** The password is no person's, so that no more rounds are needed than Java itself does. */
const ROUNDS = 10_000;

/** A key store; the one that is there stays while it opens with the password and holds what is asked for. */
export async function makeKeyStore(making: KeyStoreMaking): Promise<Value> {
  const entry = entryOf(making);
  if (entry === undefined) return undefined;
  const known = making.before(making.key);
  if (known !== undefined && (await holds(known, entry))) return known;
  return making.make(() => writeKeyStore(entry, making.now));
}

/** Undefined where a preview does not know all of it yet. */
function entryOf({ request, requests, valueAt, authorityOf, secret }: KeyStoreMaking): Entry | undefined {
  const { of, passwordKey, alias = of } = request;
  const key = valueAt(of);
  const password = valueAt(passwordKey);
  if (key === undefined || password === undefined) return undefined;
  const entry = {
    alias,
    privateKey: readPrivateKey(key, { key: of, secret }),
    password: arrayOf(password),
  };
  const source = requests[of];
  if (source?.generate !== "certificate") return { ...entry, certificates: undefined };
  const authority = authorityOf(of);
  const chain = [valueAt(source.certificate), ...(authority === undefined ? [] : [authority.certificate])];
  const certificates = chain.map((pem) => (pem === undefined ? undefined : parseCertificate(pem)?.raw));
  return certificates.every((one) => one !== undefined) ? { ...entry, certificates } : undefined;
}

async function writeKeyStore(entry: Entry, now: Date): Promise<Buffer> {
  const { alias, privateKey, password } = entry;
  const certificates = entry.certificates?.map((der) => Certificate.fromBER(arrayOf(der))) ?? [
    certifyKey(privateKey, alias, now),
  ];
  const encryption = {
    password,
    contentEncryptionAlgorithm: { name: "AES-CBC", length: 256 },
    hmacHashAlgorithm: "SHA-256",
    iterationCount: ROUNDS,
  };
  // Java finds a key's certificate by these two, and the certificate's authority by its name.
  const bagAttributes = [
    new Attribute({ type: FRIENDLY_NAME, values: [new BmpString({ value: alias })] }),
    new Attribute({ type: LOCAL_KEY_ID, values: [octetString(keyIdOf(createPublicKey(privateKey)))] }),
  ];
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const key = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(arrayOf(der)) });
  await key.makeInternalValues(encryption);
  const keyBag = new SafeBag({ bagId: SHROUDED_KEY, bagValue: key, bagAttributes });
  const certificateBags = certificates.map((one, index) => {
    const bagValue = new CertBag({ parsedValue: one });
    return new SafeBag({ bagId: CERTIFICATE, bagValue, ...(index === 0 ? { bagAttributes } : {}) });
  });
  const safe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: new SafeContents({ safeBags: [keyBag] }) },
        { privacyMode: 1, value: new SafeContents({ safeBags: certificateBags }) },
      ],
    },
  });
  await safe.makeInternalValues({ safeContents: [{}, encryption] });
  const store = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } });
  await store.makeInternalValues({
    password,
    iterations: ROUNDS,
    pbkdf2HashAlgorithm: "SHA-256",
    hmacHashAlgorithm: "SHA-256",
  });
  return Buffer.from(store.toSchema().toBER());
}

async function holds(store: Buffer, entry: Entry): Promise<boolean> {
  try {
    const bags = await openBags(store, entry.password);
    const keys = bags.flatMap(({ bagValue }) => (bagValue instanceof PKCS8ShroudedKeyBag ? [bagValue] : []));
    const certificates = bags.flatMap(({ bagValue }) =>
      bagValue instanceof CertBag ? [derOf(bagValue)] : [],
    );
    const [key] = keys;
    if (key === undefined || keys.length > 1) return false;
    const der = Buffer.from(key.toSchema().toBER());
    const passphrase = Buffer.from(entry.password);
    const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8", passphrase });
    const isAliased = bags.some((bag) => aliasOf(bag) === entry.alias);
    return isAliased && privateKey.equals(entry.privateKey) && areCertificates(certificates, entry);
  } catch {
    // Not a key store, or one with another password.
    return false;
  }
}

function areCertificates(found: readonly Buffer[], { certificates, privateKey }: Entry): boolean {
  if (certificates !== undefined)
    return (
      found.length === certificates.length &&
      certificates.every((wanted) => found.some((one) => one.equals(wanted)))
    );
  const [own] = found;
  return own !== undefined && parseCertificate(own)?.checkPrivateKey(privateKey) === true;
}

async function openBags(bytes: Buffer, password: ArrayBuffer): Promise<SafeBag[]> {
  const store = PFX.fromBER(arrayOf(bytes));
  await store.parseInternalValues({ password, checkIntegrity: true });
  const safe = store.parsedValue?.authenticatedSafe;
  if (safe === undefined) return [];
  const keys = safe.safeContents.map(({ contentType }) => (contentType === PLAIN_DATA ? {} : { password }));
  await safe.parseInternalValues({ safeContents: keys });
  const contents = safe.parsedValue.safeContents as readonly { readonly value: SafeContents }[];
  return contents.flatMap(({ value }) => value.safeBags);
}

function derOf({ parsedValue }: CertBag): Buffer {
  if (!(parsedValue instanceof Certificate)) return Buffer.alloc(0);
  return Buffer.from(parsedValue.toSchema().toBER());
}

function aliasOf({ bagAttributes = [] }: SafeBag): string | undefined {
  const name = bagAttributes.find(({ type }) => type === FRIENDLY_NAME)?.values[0];
  return name instanceof BmpString ? name.valueBlock.value : undefined;
}
