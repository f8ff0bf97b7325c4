import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/*
 * The data of a reference server as a stream: for each file of its folder a line of JSON ({@link FileFacts}) and the
 * file's bytes, at the end a line that says so. Keys and the like come before the databases that need them.
 */

interface FileFacts {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Rows by table; of a database only. */
  readonly rows?: Readonly<Record<string, number>>;
}

/** The data cannot be taken or put back; the message is for the person. */
export class DataRefusal extends Error {
  override name = "DataRefusal";
}

const FILE = /^\w[\w.-]*$/;
const DATABASE = /\.sqlite$/;
/** What SQLite keeps beside a database while it is open; a copy has all of it inside. */
const BESIDE = /\.sqlite-(wal|shm|journal)$/;
const OTHERS = "lost+found";
const TAKING = ".backup-";
const PUTTING = ".restore";
const END = `${JSON.stringify({ end: true })}\n`;
const LINE_LIMIT = 1024 * 1024;
/** So many pages at once that a copy is made in one step: it is of one moment, and no writer makes it begin again. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Reads all files of a server's folder, also while the server writes: each copy of a database is as it was at one
 * moment. Needs as much room again in the folder, for one database at a time.
 */
export async function* takeFolder(folder: string): AsyncGenerator<Buffer> {
  await removeBegun(folder);
  const files = await listFiles(folder);
  for (const file of files.filter((name) => !DATABASE.test(name))) {
    const bytes = await readFile(join(folder, file));
    yield Buffer.from(`${JSON.stringify({ file, size: bytes.byteLength } satisfies FileFacts)}\n`);
    yield bytes;
  }
  const scratch = join(folder, `${TAKING}${process.pid}`);
  await mkdir(scratch, { mode: 0o700 });
  try {
    for (const file of files.filter((name) => DATABASE.test(name))) {
      const copy = join(scratch, file);
      const facts = await copyDatabase(join(folder, file), copy, file);
      yield Buffer.from(`${JSON.stringify(facts)}\n`);
      yield* createReadStream(copy);
      await rm(copy);
    }
    yield Buffer.from(END);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const own = entries.filter(({ name }) => name !== OTHERS && !name.startsWith(TAKING) && !BESIDE.test(name));
  const strange = own.find((entry) => !entry.isFile() || !FILE.test(entry.name));
  if (strange !== undefined)
    throw new DataRefusal(`${folder} has what no reference server keeps: ${strange.name}`);
  return own.map(({ name }) => name).sort();
}

async function copyDatabase(source: string, copy: string, file: string): Promise<FileFacts> {
  const database = new DatabaseSync(source);
  try {
    await backup(database, copy, { rate: ALL_PAGES });
  } finally {
    database.close();
  }
  return { file, size: (await stat(copy)).size, rows: countRows(copy) };
}

/**
 * Puts such a stream into a folder that has no data, and counts what came. Until all of it is there and sound, the
 * folder has no database; what a run that died left is removed first.
 */
export async function putFolder(folder: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeBegun(folder);
  const there = (await readdir(folder)).find((name) => name !== OTHERS);
  if (there !== undefined) throw new DataRefusal(`${folder} has data already: ${there}`);
  const scratch = join(folder, PUTTING);
  await mkdir(scratch, { mode: 0o700 });
  try {
    const files = await receive(scratch, new Lines(source));
    for (const file of files) await rename(join(scratch, file), join(folder, file));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function receive(scratch: string, lines: Lines): Promise<string[]> {
  const files: string[] = [];
  for (;;) {
    const line = await lines.line();
    if (`${line}\n` === END) return files;
    const facts = parseFacts(line);
    const path = join(scratch, facts.file);
    const bytes = Readable.from(lines.bytes(facts.size), { objectMode: false });
    await pipeline(bytes, createWriteStream(path, { mode: 0o600, flags: "wx", flush: true }));
    requireSame(facts, path);
    files.push(facts.file);
  }
}

function parseFacts(line: string): FileFacts {
  let facts: Partial<FileFacts> | null = null;
  try {
    facts = JSON.parse(line);
  } catch {
    // Said below.
  }
  if (typeof facts?.file === "string" && FILE.test(facts.file) && Number.isSafeInteger(facts.size))
    return facts as FileFacts;
  throw new DataRefusal("these are no data of a reference server");
}

function requireSame({ file, rows }: FileFacts, path: string): void {
  if (rows === undefined) return;
  const found = countRows(path);
  const table = [...new Set([...Object.keys(rows), ...Object.keys(found)])].find(
    (name) => rows[name] !== found[name],
  );
  if (table === undefined) return;
  throw new DataRefusal(`${file} has ${found[table] ?? 0} rows in ${table} in place of ${rows[table] ?? 0}`);
}

/** Rows by table of a sound database. */
function countRows(path: string): Record<string, number> {
  const database = new DatabaseSync(path);
  try {
    const [check] = database.prepare("PRAGMA integrity_check").all() as { integrity_check: string }[];
    if (check?.integrity_check !== "ok")
      throw new DataRefusal(`${path} is damaged: ${check?.integrity_check}`);
    const tables = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all() as { name: string }[];
    const count = (name: string) =>
      database.prepare(`SELECT count(*) AS n FROM "${name.replaceAll('"', '""')}"`).get() as { n: number };
    return Object.fromEntries(tables.map(({ name }) => [name, count(name).n]));
  } finally {
    database.close();
  }
}

/** A stream of lines with bytes in between. */
class Lines {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (let end = -1; ; ) {
      end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = this.#rest.subarray(0, end).toString("utf8");
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.byteLength > LINE_LIMIT)
        throw new DataRefusal("these are no data of a reference server");
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    }
  }

  async *bytes(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (this.#rest.byteLength === 0) this.#rest = await this.#next();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.byteLength);
      left -= piece.byteLength;
      yield piece;
    }
  }

  async #next(): Promise<Buffer> {
    const { value, done } = await this.#source.next();
    if (done === true) throw new DataRefusal("the data are cut off");
    return Buffer.from(value);
  }
}

/** Removes what runs that died left in the folder. */
async function removeBegun(folder: string): Promise<void> {
  const names = await readdir(folder);
  const left = names.filter((name) => isAbandoned(name) || name === PUTTING);
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isAbandoned(name: string): boolean {
  if (!name.startsWith(TAKING)) return false;
  const pid = Number(name.slice(TAKING.length));
  // In a container, the process after a dead one often has the dead one's number.
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}
