import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { putFolder, takeFolder } from "./folder-backup.ts";
import { Store } from "./store.ts";

const root = mkdtempSync(join(tmpdir(), "country-stack-folder-backup-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
function newFolder(): string {
  const folder = join(root, String(made++));
  mkdirSync(folder);
  return folder;
}

const SCHEMA = ["CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"];

async function filled(people: number): Promise<{ folder: string; store: Store }> {
  const folder = newFolder();
  const store = new Store(join(folder, "people.sqlite"), SCHEMA);
  await store.write((db) => {
    const insert = db.prepare("INSERT INTO person (name) VALUES (?)");
    for (let index = 0; index < people; index++) insert.run(`person ${index} ${"x".repeat(200)}`);
  });
  return { folder, store };
}

function countIn(folder: string): number {
  const store = new Store(join(folder, "people.sqlite"), SCHEMA);
  const { n } = store.read((db) => db.prepare("SELECT count(*) AS n FROM person").get()) as { n: number };
  store.close();
  return n;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* pieces(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

describe("the data of a reference server", () => {
  it("are in another folder what they were, taken while the server has them open", async () => {
    const { folder, store } = await filled(3000);
    const bytes = await collect(takeFolder(folder));
    store.close();
    const other = join(newFolder(), "new");
    await putFolder(other, pieces(bytes));
    expect(countIn(other)).toBe(3000);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("have their keys with them, and what SQLite keeps beside a database only inside of it", async () => {
    const { folder, store } = await filled(3);
    writeFileSync(join(folder, "some.key"), Buffer.from([0, 10, 255]), { mode: 0o600 });
    writeFileSync(join(folder, "empty"), "");
    mkdirSync(join(folder, "lost+found"));
    const bytes = await collect(takeFolder(folder));
    store.close();
    const other = newFolder();
    await putFolder(other, pieces(bytes, 7));
    expect(readdirSync(other).sort()).toEqual(["empty", "people.sqlite", "some.key"]);
    expect([...readFileSync(join(other, "some.key"))]).toEqual([0, 10, 255]);
    expect(statSync(join(other, "some.key")).mode & 0o777).toBe(0o600);
  });

  it("are taken where a dead run of the same process number left half a copy", async () => {
    const { folder, store } = await filled(3);
    for (const pid of [process.pid, 999_999_999]) {
      mkdirSync(join(folder, `.backup-${pid}`));
      writeFileSync(join(folder, `.backup-${pid}`, "people.sqlite"), "half");
    }
    const bytes = await collect(takeFolder(folder));
    store.close();
    expect(bytes.byteLength).toBeGreaterThan(4000);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("are refused where the folder holds what nobody knows how to take", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "attachments"));
    await expect(collect(takeFolder(folder))).rejects.toThrow(/what no reference server keeps: attachments/);
  });

  it("are those of one moment while the server writes", async () => {
    const { folder, store } = await filled(2000);
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        await store.write((db) => {
          db.exec("INSERT INTO person (name) VALUES ('one'), ('two')");
        });
      }
    })();
    const bytes = await collect(takeFolder(folder));
    isDone = true;
    await writing;
    store.close();
    const other = newFolder();
    await putFolder(other, pieces(bytes));
    const count = countIn(other);
    expect(count % 2).toBe(0);
    expect(count).toBeGreaterThanOrEqual(2000);
    expect(count).toBeLessThanOrEqual(countIn(folder));
  });

  it("are not put where data are", async () => {
    const { folder, store } = await filled(1);
    const bytes = await collect(takeFolder(folder));
    store.close();
    await expect(putFolder(folder, pieces(bytes))).rejects.toThrow(/has data already: people.sqlite/);
  });

  it("are not there at all where they were cut off, and a second try succeeds", async () => {
    const { folder, store } = await filled(100);
    const bytes = await collect(takeFolder(folder));
    store.close();
    const other = newFolder();
    for (const end of [0, 10, 5000, bytes.byteLength - 1])
      await expect(putFolder(other, pieces(bytes.subarray(0, end)))).rejects.toThrow("the data are cut off");
    expect(readdirSync(other)).toEqual([]);
    mkdirSync(join(other, ".restore"));
    writeFileSync(join(other, ".restore", "people.sqlite"), "left by a run that died");
    await putFolder(other, pieces(bytes));
    expect(countIn(other)).toBe(100);
  });

  it("are refused where they are something else, or a file has a path in its name", async () => {
    await expect(putFolder(newFolder(), pieces(Buffer.from("something\nelse\n")))).rejects.toThrow(
      "these are no data of a reference server",
    );
    const evil = Buffer.from(`${JSON.stringify({ file: "../evil.sqlite", size: 1, rows: {} })}\nx`);
    await expect(putFolder(newFolder(), pieces(evil))).rejects.toThrow(
      "these are no data of a reference server",
    );
  });

  it("are refused where rows are missing", async () => {
    const { folder, store } = await filled(5);
    const bytes = await collect(takeFolder(folder));
    store.close();
    const line = bytes.subarray(0, bytes.indexOf(10)).toString();
    const wrong = Buffer.concat([
      Buffer.from(line.replace('"person":5', '"person":6')),
      bytes.subarray(line.length),
    ]);
    await expect(putFolder(newFolder(), pieces(wrong))).rejects.toThrow(
      "people.sqlite has 5 rows in person in place of 6",
    );
  });
});
