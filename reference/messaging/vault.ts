import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NONCE = 12;
const TAG = 16;
/** Fewer characters can be guessed. */
const SHORTEST = 20;
const FILE = "messaging.key";

/**
 * Encrypts what nobody may read in the store (AES-256-GCM), and makes fingerprints by which equal texts are found again
 * without being kept (HMAC-SHA-256). `place` binds a sealed value to where it belongs: elsewhere it does not open.
 */
export class Vault {
  readonly #sealing: Buffer;
  readonly #marking: Buffer;

  constructor(secret: string | Buffer) {
    const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", secret, "country-stack", purpose, 32));
    this.#sealing = derive("messaging seal");
    this.#marking = derive("messaging mark");
  }

  /** Encrypts a JSON value. */
  seal(place: string, value: unknown): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.#sealing, nonce).setAAD(Buffer.from(place));
    const content = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), content]);
  }

  /** Decrypts it. Throws where it was sealed with another key or for another place, or was changed. */
  open<T>(place: string, sealed: Uint8Array): T {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv("aes-256-gcm", this.#sealing, bytes.subarray(0, NONCE))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const content = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
    return JSON.parse(content.toString("utf8")) as T;
  }

  /** What a value is found again by; `kind` keeps equal values of two kinds apart. */
  mark(kind: string, value: string): Buffer {
    return createHmac("sha256", this.#marking).update(`${kind}\n${value}`).digest();
  }
}

/**
 * Opens the vault with the key of `keyFile`, or else with one that is made once in the data folder, readable by its
 * owner only; in memory, with one that nobody sees again. Throws a TypeError where the key cannot be read.
 */
export function openVault(keyFile: string | undefined, dataFolder: string): Vault {
  if (keyFile !== undefined) return new Vault(readKey(keyFile));
  if (dataFolder === ":memory:") return new Vault(randomBytes(32));
  const own = join(dataFolder, FILE);
  if (!existsSync(own)) makeKey(dataFolder, own);
  chmodSync(own, 0o600);
  return new Vault(readKey(own));
}

/** In one step, so that a kill leaves a whole key or none. */
function makeKey(dataFolder: string, file: string): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flush: true });
  renameSync(temporary, file);
}

function readKey(path: string): string {
  let key: string;
  try {
    key = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new TypeError(`the key's file ${path} cannot be read: ${(error as Error).message}`);
  }
  if (key.length < SHORTEST) throw new TypeError(`the key in ${path} has less than ${SHORTEST} characters`);
  return key;
}
