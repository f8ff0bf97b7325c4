import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomInt,
  scryptSync,
} from "node:crypto";
import type { SecretRequest, ValueRequest } from "../charts/spi/index.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PASSWORD_LENGTH = 32;
const RSA_BITS = 3072;
/** What a scrypt hash costs: 64 MiB and about a tenth of a second (RFC 7914). */
const SCRYPT = { n: 65_536, r: 8, p: 1 };
const SCRYPT_MEMORY = 256 * 2 ** 20;

/**
 * Makes the values of a Secret that `known` does not have; all are in Base64. A hash that is known and still fits its
 * value stays, so that nothing changes where nothing was asked to. Throws for what cannot be made, which no synth
 * lets through.
 */
export function generateData(
  request: SecretRequest,
  known: Readonly<Record<string, string>>,
): Record<string, string> {
  const made: Record<string, string> = {};
  for (const [key, value] of Object.entries(request)) {
    if (value.generate === "hash") continue;
    made[key] = known[key] ?? encode(makeValue(value));
    if (value.generate === "rsa-keypair") made[value.publicKey] = publicKeyOf(made[key]);
  }
  const hash = (key: string): string => {
    const value = request[key];
    const done = made[key];
    if (done !== undefined) return done;
    if (value?.generate !== "hash") throw new TypeError(`there is no value ${key} to make a hash of`);
    const source = decode(hash(value.of));
    const before = known[key];
    const text =
      before !== undefined && isHashOf(decode(before), source)
        ? decode(before)
        : hashOf(source, value.algorithm);
    made[key] = encode(text);
    return made[key];
  };
  for (const key of Object.keys(request)) hash(key);
  return made;
}

/** Whether a text is a hash of a value in one of our two forms. */
export function isHashOf(hash: string, value: string): boolean {
  const [, n, r, p, salt] = /^\$scrypt\$n=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$/.exec(hash) ?? [];
  if (salt === undefined) return hash === sha256(value);
  const cost = { n: Number(n), r: Number(r), p: Number(p) };
  return hash === scrypt(value, Buffer.from(salt, "base64"), cost);
}

function makeValue(request: Exclude<ValueRequest, { generate: "hash" }>): string {
  if (request.generate === "password") return makePassword(request.length ?? PASSWORD_LENGTH);
  if (request.generate === "rsa-keypair") {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: request.bits ?? RSA_BITS });
    return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  }
  throw new TypeError(`a ${request.generate} cannot be made`);
}

function makePassword(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

function publicKeyOf(privateKey: string): string {
  return encode(createPublicKey(decode(privateKey)).export({ type: "spki", format: "pem" }).toString());
}

function hashOf(value: string, algorithm: "sha256" | "scrypt"): string {
  return algorithm === "sha256" ? sha256(value) : scrypt(value, randomBytes(16), SCRYPT);
}

function sha256(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

function scrypt(value: string, salt: Buffer, { n, r, p }: typeof SCRYPT): string {
  const hash = scryptSync(value, salt, 32, { N: n, r, p, maxmem: SCRYPT_MEMORY });
  const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  return `$scrypt$n=${n},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

function decode(data: string): string {
  return Buffer.from(data, "base64").toString("utf8");
}
