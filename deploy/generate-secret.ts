import {
  createHash,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  randomInt,
  scryptSync,
} from "node:crypto";
import { promisify } from "node:util";
import { keysOfValue, sourcesOfValue, TEMPLATE_KEY, type ValueRequest } from "../charts/spi/index.ts";
import { exportKey, type Making, readPrivateKey, type Value, type Values } from "./secret-making.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PASSWORD_LENGTH = 32;
const RSA_BITS = 3072;
/** What a scrypt hash costs: 64 MiB and about a tenth of a second (RFC 7914). */
const SCRYPT = { n: 65_536, r: 8, p: 1 };
const SCRYPT_MEMORY = 256 * 2 ** 20;

/** The request of one kind, and what is known where it is met. */
type MakingOf<G extends ValueRequest["generate"]> = Making<Extract<ValueRequest, { generate: G }>>;

/**
 * Meets one request: what the Secret has already stays where it fits, the rest is made. Certificates and key stores
 * load their library then.
 */
export async function generateValues(making: Making): Promise<Values> {
  const { key, request } = making;
  switch (request.generate) {
    case "password":
      return { [key]: making.before(key) ?? (await making.make(async () => makePassword(request.length))) };
    case "rsa-keypair":
      return makeKeyPair({ ...making, request });
    case "hash":
      return { [key]: await makeHash({ ...making, request }) };
    case "literal":
      return { [key]: Buffer.from(request.value) };
    case "copy":
      return { [key]: making.valueAt(request) };
    case "template":
      return { [key]: fillTemplate({ ...making, request }) };
    case "certificate": {
      const { makeCertificate } = await import("./certificate.ts");
      return makeCertificate({ ...making, request });
    }
    case "pkcs12": {
      const { makeKeyStore } = await import("./key-store.ts");
      return { [key]: await makeKeyStore({ ...making, request }) };
    }
  }
}

/** Whether a text is a hash of a value in one of our two forms. */
export function isHashOf(hash: string, value: Buffer): boolean {
  const [, n, r, p, salt] = /^\$scrypt\$n=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$/.exec(hash) ?? [];
  if (salt === undefined) return hash === sha256(value);
  const cost = { n: Number(n), r: Number(r), p: Number(p) };
  return hash === scrypt(value, Buffer.from(salt, "base64"), cost);
}

async function makeKeyPair(making: MakingOf<"rsa-keypair">): Promise<Values> {
  const { key, request, before, make } = making;
  const privateKey =
    before(key) ??
    (await make(async () => {
      const settings = { modulusLength: request.bits ?? RSA_BITS };
      return exportKey((await promisify(generateKeyPair)("rsa", settings)).privateKey);
    }));
  if (privateKey === undefined)
    return Object.fromEntries(keysOfValue(key, request).map((one) => [one, undefined]));
  const publicKey = createPublicKey(readPrivateKey(privateKey, making)).export({
    type: "spki",
    format: "pem",
  });
  return { [key]: privateKey, [request.publicKey]: Buffer.from(publicKey) };
}

async function makeHash({ key, request, before, valueAt, make }: MakingOf<"hash">): Promise<Value> {
  const source = valueAt(request.of);
  if (source === undefined) return undefined;
  const hash = before(key);
  if (hash !== undefined && isHashOf(hash.toString("utf8"), source)) return hash;
  return make(async () => Buffer.from(hashOf(source, request.algorithm)));
}

function fillTemplate({ request, valueAt }: MakingOf<"template">): Value {
  const sources = sourcesOfValue(request);
  if (sources.some((source) => valueAt(source) === undefined)) return undefined;
  return Buffer.from(request.text.replaceAll(TEMPLATE_KEY, (_, key: string) => `${valueAt(key)}`));
}

function makePassword(length = PASSWORD_LENGTH): Buffer {
  return Buffer.from(Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""));
}

function hashOf(value: Buffer, algorithm: "sha256" | "scrypt"): string {
  return algorithm === "sha256" ? sha256(value) : scrypt(value, randomBytes(16), SCRYPT);
}

function sha256(value: Buffer): string {
  return createHash("sha256").update(value).digest("hex");
}

function scrypt(value: Buffer, salt: Buffer, { n, r, p }: typeof SCRYPT): string {
  const hash = scryptSync(value, salt, 32, { N: n, r, p, maxmem: SCRYPT_MEMORY });
  const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  return `$scrypt$n=${n},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}
