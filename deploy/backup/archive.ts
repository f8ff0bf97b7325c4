import { createHash } from "node:crypto";
import { ByteReader } from "./byte-reader.ts";
import { BackupDamage } from "./damage.ts";
import { type BackupHeader, openSealed, seal } from "./seal.ts";

/** What a backup says of one part. */
export interface BackedUpPart {
  readonly name: string;
  readonly product: string;
  readonly release: string;
  /**
   * `taken`: its data are in entry `data/NAME`. `none`: it has none. `elsewhere`: it runs outside of the stack.
   * `skipped`: left out as asked. `undeclared`: nobody has said how its data are taken.
   */
  readonly data: "taken" | "none" | "elsewhere" | "skipped" | "undeclared";
  /** When the taking of its data began and ended (ISO 8601, UTC). */
  readonly from?: string;
  readonly until?: string;
}

/** One stored stream. */
export interface EntryFacts {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** What is at the end of every whole backup. */
export interface BackupManifest {
  readonly header: BackupHeader;
  /** The UID of the cluster's `kube-system`. */
  readonly cluster?: string;
  readonly parts: readonly BackedUpPart[];
  readonly entries: readonly EntryFacts[];
}

/** Something to be stored. */
export interface Entry {
  readonly name: string;
  readonly read: () => AsyncIterable<Uint8Array>;
}

// Frames of the content: a byte for the kind, the length in four bytes (big-endian), the frame's bytes.
const BEGIN = 1;
const DATA = 2;
const END = 3;
const MANIFEST = 4;
const FRAME_LIMIT = 16 * 1024 * 1024;

/** The bytes of a whole backup. `describe` is asked when all entries are in. */
export function writeArchive(
  header: BackupHeader,
  passphrase: string,
  entries: readonly Entry[],
  describe: () => Omit<BackupManifest, "header" | "entries">,
): AsyncGenerator<Buffer> {
  return seal(header, passphrase, frames(header, entries, describe));
}

async function* frames(
  header: BackupHeader,
  entries: readonly Entry[],
  describe: () => Omit<BackupManifest, "header" | "entries">,
): AsyncGenerator<Buffer> {
  const facts: EntryFacts[] = [];
  for (const { name, read } of entries) {
    yield frame(BEGIN, Buffer.from(name));
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of read()) {
      if (chunk.byteLength === 0) continue;
      hash.update(chunk);
      size += chunk.byteLength;
      yield frame(DATA, chunk);
    }
    facts.push({ name, size, sha256: hash.digest("hex") });
    yield frame(END, Buffer.alloc(0));
  }
  const manifest: BackupManifest = { header, ...describe(), entries: facts };
  yield frame(MANIFEST, Buffer.from(JSON.stringify(manifest)));
}

function frame(kind: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32BE(bytes.byteLength, 1);
  return Buffer.concat([head, bytes]);
}

/** What is done with an entry while the backup is read; what it leaves unread is passed over. */
export type UseEntry = (name: string, data: AsyncIterable<Buffer>) => Promise<void>;

/**
 * Reads a backup to its end and answers its manifest: then every byte of it is as it was written. What `use` was given
 * before the end is authentic too, but whether it is all there, only the end tells.
 */
export async function readArchive(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
  use?: UseEntry,
): Promise<BackupManifest> {
  const { header, content } = await openSealed(source, passphrase);
  const reader = new ByteReader(content);
  const facts: EntryFacts[] = [];
  try {
    for (;;) {
      const { kind, bytes } = await readFrame(reader);
      if (kind === MANIFEST) {
        const manifest = JSON.parse(bytes.toString("utf8")) as BackupManifest;
        await requireEnd(reader);
        requireSame(facts, manifest.entries);
        return { ...manifest, header };
      }
      if (kind !== BEGIN) throw new BackupDamage("the backup holds what no backup holds");
      facts.push(await readEntry(reader, bytes.toString("utf8"), use));
    }
  } finally {
    await reader.close();
  }
}

async function readEntry(reader: ByteReader, name: string, use: UseEntry | undefined): Promise<EntryFacts> {
  const hash = createHash("sha256");
  let size = 0;
  async function* data(): AsyncGenerator<Buffer> {
    for (;;) {
      const { kind, bytes } = await readFrame(reader);
      if (kind === END) return;
      if (kind !== DATA) throw new BackupDamage("the backup holds what no backup holds");
      hash.update(bytes);
      size += bytes.byteLength;
      yield bytes;
    }
  }
  const iterator = data();
  // A reader that stops early must not close the stream: the rest is read here.
  const shared: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }),
  };
  await use?.(name, shared);
  for await (const _ of shared);
  return { name, size, sha256: hash.digest("hex") };
}

async function readFrame(reader: ByteReader): Promise<{ kind: number; bytes: Buffer }> {
  const head = await reader.read(5);
  if (head.byteLength < 5) throw new BackupDamage("the backup is cut off");
  const size = head.readUInt32BE(1);
  if (size > FRAME_LIMIT) throw new BackupDamage("the backup holds what no backup holds");
  const bytes = await reader.read(size);
  if (bytes.byteLength < size) throw new BackupDamage("the backup is cut off");
  return { kind: head.readUInt8(), bytes };
}

/** The last chunk is reached only by asking for more than there is. */
async function requireEnd(reader: ByteReader): Promise<void> {
  if ((await reader.read(1)).byteLength > 0) throw new BackupDamage("something was added to the backup");
}

function requireSame(read: readonly EntryFacts[], written: readonly EntryFacts[]): void {
  const text = (facts: readonly EntryFacts[]) =>
    JSON.stringify(facts.map(({ name, size, sha256 }) => [name, size, sha256]));
  if (text(read) !== text(written))
    throw new BackupDamage("the backup's entries are not those of its manifest");
}
