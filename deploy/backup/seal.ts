import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";
import { EngineRefusal } from "../engine.ts";
import { ByteReader } from "./byte-reader.ts";
import { BackupDamage } from "./damage.ts";

/*
 * A sealed file (docs/backup.md, "The file"): magic line, length and JSON of the header in the clear, then chunks.
 * Each chunk: four bytes (big-endian; the highest bit marks the last one, the rest is the length of the text), the
 * text encrypted with AES-256-GCM, the tag of 16 bytes. Nonce: the chunk's number from 0 in 12 bytes, big-endian.
 * Authenticated beside it: SHA-256 of all that is before the first chunk, and the chunk's four bytes. The key is made
 * of the passphrase and the header's salt, so that no two files share one.
 */

/** What stands in the clear at the beginning of a backup, so that backups can be listed without the passphrase. */
export interface BackupHeader {
  readonly id: string;
  readonly stack: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly toolVersion: string;
  readonly profileHash: string;
  readonly engine: "local" | "cluster";
  /** Parts that have data which are not in it. */
  readonly missing: readonly string[];
}

interface Kdf {
  readonly name: "scrypt";
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** Base64. */
  readonly salt: string;
}

interface FullHeader extends BackupHeader {
  readonly kdf: Kdf;
  /** Tells a wrong passphrase from a damaged file; Base64. */
  readonly check: string;
}

const MAGIC = "country-stack backup 1\n";
const FAMILY = "country-stack backup ";
const CHUNK = 64 * 1024;
const TAG = 16;
const LAST = 0x8000_0000;
const HEADER_LIMIT = 1024 * 1024;
/** 32 MiB of memory, a tenth of a second or two. */
const SCRYPT = { n: 32_768, r: 8, p: 3 } as const;
/** What a file may ask for: no header makes this machine work for hours. */
const SCRYPT_LIMIT = 512 * 1024 * 1024;

/** Encrypts a content of any length, chunk by chunk. */
export async function* seal(
  header: BackupHeader,
  passphrase: string,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const kdf: Kdf = { name: "scrypt", ...SCRYPT, salt: randomBytes(16).toString("base64") };
  const keys = await deriveKeys(passphrase, kdf);
  const full: FullHeader = { ...header, kdf, check: keys.check.toString("base64") };
  const json = Buffer.from(JSON.stringify(full));
  const prefix = Buffer.concat([Buffer.from(MAGIC), lengthOf(json.byteLength), json]);
  yield prefix;
  const bound = createHash("sha256").update(prefix).digest();
  const reader = new ByteReader(content);
  let next = await reader.read(CHUNK);
  for (let number = 0; ; number++) {
    const text = next;
    next = text.byteLength < CHUNK ? Buffer.alloc(0) : await reader.read(CHUNK);
    const isLast = next.byteLength === 0;
    const length = lengthOf(text.byteLength + (isLast ? LAST : 0));
    const cipher = createCipheriv("aes-256-gcm", keys.key, nonceOf(number));
    cipher.setAAD(Buffer.concat([bound, length]));
    yield Buffer.concat([length, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    if (isLast) return;
  }
}

/** A sealed file whose passphrase was right. */
export interface Opened {
  readonly header: BackupHeader;
  /** The content; throws a {@link BackupDamage} at the first chunk that is not as it was written. */
  readonly content: AsyncGenerator<Buffer>;
}

/** Opens a sealed file. A wrong passphrase is refused; what is no backup, or a changed one, is a {@link BackupDamage}. */
export async function openSealed(source: AsyncIterable<Uint8Array>, passphrase: string): Promise<Opened> {
  const reader = new ByteReader(source);
  const { full, prefix } = await readFullHeader(reader);
  const keys = await deriveKeys(passphrase, full.kdf);
  if (!isSame(keys.check, Buffer.from(full.check, "base64"))) {
    await reader.close();
    throw new EngineRefusal("this is not the passphrase of the backup");
  }
  const { kdf: _, check: __, ...header } = full;
  return { header, content: openChunks(reader, keys.key, createHash("sha256").update(prefix).digest()) };
}

/** The header alone, which anybody could have changed: only opening the file proves it. */
export async function readHeader(source: AsyncIterable<Uint8Array>): Promise<BackupHeader> {
  const reader = new ByteReader(source);
  try {
    const { kdf: _, check: __, ...header } = (await readFullHeader(reader)).full;
    return header;
  } finally {
    await reader.close();
  }
}

async function* openChunks(reader: ByteReader, key: Buffer, bound: Buffer): AsyncGenerator<Buffer> {
  try {
    for (let number = 0; ; number++) {
      const length = await reader.read(4);
      if (length.byteLength < 4) throw new BackupDamage("the backup is cut off");
      const value = length.readUInt32BE();
      const size = value & ~LAST;
      const isLast = size !== value;
      if (size > CHUNK) throw new BackupDamage("the backup was changed or damaged");
      const sealed = await reader.read(size + TAG);
      if (sealed.byteLength < size + TAG) throw new BackupDamage("the backup is cut off");
      yield openChunk(sealed, key, nonceOf(number), Buffer.concat([bound, length]));
      if (!isLast) continue;
      if ((await reader.read(1)).byteLength > 0) throw new BackupDamage("something was added to the backup");
      return;
    }
  } finally {
    await reader.close();
  }
}

function openChunk(sealed: Buffer, key: Buffer, nonce: Buffer, bound: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
  } catch {
    throw new BackupDamage("the backup was changed or damaged");
  }
}

async function readFullHeader(reader: ByteReader): Promise<{ full: FullHeader; prefix: Buffer }> {
  const magic = await reader.read(MAGIC.length);
  if (magic.toString() !== MAGIC) {
    if (magic.toString().startsWith(FAMILY))
      throw new BackupDamage("the backup was made by a newer country-stack; this one does not read it");
    throw new BackupDamage("this is not a backup of country-stack");
  }
  const length = await reader.read(4);
  if (length.byteLength < 4) throw new BackupDamage("the backup is cut off");
  const size = length.readUInt32BE();
  if (size > HEADER_LIMIT) throw new BackupDamage("the backup was changed or damaged");
  const json = await reader.read(size);
  if (json.byteLength < size) throw new BackupDamage("the backup is cut off");
  return { full: parseHeader(json), prefix: Buffer.concat([magic, length, json]) };
}

function parseHeader(json: Buffer): FullHeader {
  try {
    const full = JSON.parse(json.toString("utf8")) as FullHeader;
    const { name, n, r, p, salt } = full.kdf;
    const isSound = [n, r, p].every((value) => Number.isSafeInteger(value) && value > 0);
    if (name === "scrypt" && isSound && 128 * n * r * p <= SCRYPT_LIMIT && salt.length >= 16) return full;
  } catch {
    // Said below, like all else that no header of ours has.
  }
  throw new BackupDamage("the backup was changed or damaged");
}

async function deriveKeys(
  passphrase: string,
  { n, r, p, salt }: Kdf,
): Promise<{ key: Buffer; check: Buffer }> {
  const options = { N: n, r, p, maxmem: 256 * n * r };
  const made = promisify<string, Buffer, number, typeof options, Buffer>(scrypt);
  const key = await made(passphrase.normalize("NFC"), Buffer.from(salt, "base64"), 32, options).catch(() => {
    throw new BackupDamage("the backup was changed or damaged");
  });
  return { key, check: createHmac("sha256", key).update("check").digest().subarray(0, TAG) };
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function lengthOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 6, 6);
  return nonce;
}
