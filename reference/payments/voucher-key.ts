import { createCipheriv, createDecipheriv, randomBytes, randomInt } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const FILE = "voucher.key";
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
/** With these, six digits become 32 bytes, which are 44 characters of base64, the length of GovStack's file. */
const TAG_BYTES = 14;

/** Encrypts the secret numbers of vouchers, so that the store alone tells nobody any. */
export class VoucherKey {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    if (key.byteLength !== KEY_BYTES)
      throw new TypeError(`the key of vouchers does not have ${KEY_BYTES} bytes`);
    this.#key = key;
  }

  /** The voucher number of a secret number: 44 characters, another one each time. */
  encrypt(secret: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES });
    const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return Buffer.concat([iv, text, cipher.getAuthTag()]).toString("base64");
  }

  /** The secret number of a voucher number that this key made. */
  decrypt(number: string): string {
    const bytes = Buffer.from(number, "base64");
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  }
}

/** Six digits by chance. */
export function makeSecretNumber(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}

/**
 * The key in the data folder, made at the first start; in memory one that is forgotten. Throws a TypeError where there
 * are vouchers already and their key is gone.
 */
export function openVoucherKey(dataFolder: string, hasVouchers: boolean): VoucherKey {
  if (dataFolder === ":memory:") return new VoucherKey(randomBytes(KEY_BYTES));
  const file = join(dataFolder, FILE);
  if (existsSync(file)) return new VoucherKey(readFileSync(file));
  if (hasVouchers) throw new TypeError(`the key of the vouchers is missing: ${file}`);
  const key = randomBytes(KEY_BYTES);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeDurably(file, key);
  return new VoucherKey(key);
}

/** A start that is killed in between leaves no half a key. */
function writeDurably(file: string, bytes: Buffer): void {
  const descriptor = openSync(`${file}.new`, "w", 0o600);
  try {
    writeSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}
