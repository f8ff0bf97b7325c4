import { describe, expect, it } from "vitest";
import { EngineRefusal } from "../engine.ts";
import { type BackupManifest, readArchive, writeArchive } from "./archive.ts";
import { BackupDamage } from "./damage.ts";
import { type BackupHeader, readHeader } from "./seal.ts";

const PASSPHRASE = "correct horse battery staple";
const HEADER: BackupHeader = {
  id: "one",
  stack: "utopia",
  createdAt: "2026-11-21T22:00:00.000Z",
  toolVersion: "0.1.0",
  profileHash: "abc",
  engine: "local",
  missing: [],
};

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const LARGE = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 251));

function write(data: Buffer = LARGE): Promise<Buffer> {
  const entries = [
    { name: "secrets", read: () => pieces(Buffer.from("a value that is secret"), 5) },
    { name: "data/civil", read: () => pieces(data, 1000) },
    { name: "data/empty", read: () => pieces(Buffer.alloc(0), 1) },
  ];
  return collect(writeArchive(HEADER, PASSPHRASE, entries, () => ({ parts: [] })));
}

async function open(
  bytes: Buffer,
  passphrase = PASSPHRASE,
): Promise<{ manifest: BackupManifest; found: Map<string, Buffer> }> {
  const found = new Map<string, Buffer>();
  const manifest = await readArchive(pieces(bytes, 777), passphrase, async (name, data) => {
    found.set(name, await collect(data));
  });
  return { manifest, found };
}

const problem = (bytes: Buffer, passphrase?: string) =>
  open(bytes, passphrase).then(
    () => undefined,
    (error: Error) => error,
  );

describe("a backup", () => {
  it("gives back what was put in, and a manifest with sizes and hashes", async () => {
    const { manifest, found } = await open(await write());
    expect(found.get("data/civil")?.equals(LARGE)).toBe(true);
    expect(String(found.get("secrets"))).toBe("a value that is secret");
    expect(manifest.entries.map(({ name, size }) => [name, size])).toEqual([
      ["secrets", 22],
      ["data/civil", 200_000],
      ["data/empty", 0],
    ]);
    expect(manifest.header).toEqual(HEADER);
  });

  it.each([0, 1, 65_535 - 200, 65_536, 131_072, 196_608])("holds %d bytes", async (size) => {
    const { found } = await open(await write(LARGE.subarray(0, size)));
    expect(found.get("data/civil")?.byteLength).toBe(size);
  });

  it("shows its header to everybody and nothing else", async () => {
    const bytes = await write();
    expect(await readHeader(pieces(bytes, 10))).toEqual(HEADER);
    expect(bytes.includes("a value that is secret")).toBe(false);
    expect(bytes.includes("data/civil")).toBe(false);
  });

  it("is another file each time, with another key", async () => {
    const [one, two] = await Promise.all([write(), write()]);
    expect(one.subarray(-300).equals(two.subarray(-300))).toBe(false);
  });

  it("is refused with another passphrase, which is wrong use and no damage", async () => {
    const error = await problem(await write(), "another passphrase");
    expect(error).toBeInstanceOf(EngineRefusal);
    expect(error?.message).toBe("this is not the passphrase of the backup");
  });

  it("is cut off wherever it ends too early, also between two chunks", async () => {
    const bytes = await write();
    const start = bytes.readUInt32BE(23) + 27;
    const ends = [5, 25, 60, start, start + 2, start + 4 + 65_536 + 16, bytes.byteLength - 1];
    for (const end of ends) {
      const error = await problem(bytes.subarray(0, end));
      expect([end, error]).toEqual([end, expect.any(BackupDamage)]);
      expect(error?.message).toMatch(end < 23 ? /not a backup/ : /cut off/);
    }
  });

  it("is damaged where any byte is another one", async () => {
    const bytes = await write();
    const start = bytes.readUInt32BE(23) + 27;
    for (const at of [start + 3, start + 4, start + 40_000, bytes.byteLength - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect([at, await problem(changed)]).toEqual([at, expect.any(BackupDamage)]);
    }
  });

  it("is damaged where its header says something else", async () => {
    const bytes = await write();
    const at = bytes.indexOf('"utopia"') + 1;
    bytes.write("dystop", at);
    expect(await problem(bytes)).toBeInstanceOf(BackupDamage);
  });

  it("is damaged where chunks were exchanged or something follows", async () => {
    const bytes = await write();
    const start = bytes.readUInt32BE(23) + 27;
    const whole = 4 + 65_536 + 16;
    const swapped = Buffer.concat([
      bytes.subarray(0, start),
      bytes.subarray(start + whole, start + 2 * whole),
      bytes.subarray(start, start + whole),
      bytes.subarray(start + 2 * whole),
    ]);
    expect((await problem(swapped))?.message).toBe("the backup was changed or damaged");
    expect((await problem(Buffer.concat([bytes, Buffer.from("x")])))?.message).toMatch(/added/);
  });

  it("is no backup, or one of a later form", async () => {
    expect((await problem(Buffer.from("PK... some other file, long enough")))?.message).toMatch(
      /not a backup/,
    );
    expect((await problem(Buffer.from("country-stack backup 2\n and more")))?.message).toMatch(/newer/);
  });

  it("does not let a header keep the machine busy", async () => {
    const bytes = await write();
    const text = bytes.toString("latin1").replace('"n":32768', '"n":99999');
    expect((await problem(Buffer.from(text, "latin1")))?.message).toBe("the backup was changed or damaged");
  });

  it("lets an entry be left unread", async () => {
    const names: string[] = [];
    const manifest = await readArchive(pieces(await write(), 5000), PASSPHRASE, async (name) => {
      names.push(name);
    });
    expect(names).toEqual(manifest.entries.map(({ name }) => name));
  });
});
