import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

interface Write {
  run(db: DatabaseSync): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** How long the first write of a transaction waits for others to join it; less than an fsync takes. */
const GATHER_MS = 1;

/**
 * What an acknowledged write outlives: the end of the process alone, or a loss of power too. For the second one every
 * transaction waits for the disk, and everything else in the process with it.
 */
export type Durability = "power" | "process";

const SYNCHRONOUS: Readonly<Record<Durability, string>> = { power: "FULL", process: "NORMAL" };

/**
 * One SQLite file of one part. Reads see every acknowledged write. A write's promise settles only after its
 * transaction is on the disk (`synchronous=FULL`; see {@link Durability}), so that nothing acknowledged is lost by kill -9. Writes that
 * arrive within a millisecond share one transaction, and so one fsync; each has a savepoint of its
 * own and fails alone.
 */
export class Store {
  readonly #db: DatabaseSync;
  #queue: Write[] = [];
  #scheduled = false;
  #closed = false;

  /**
   * Opens or makes the file and brings its schema up to date. `migrations` are SQL scripts; the number of those
   * already applied is kept in `user_version`, so entries are only ever appended. Throws a TypeError where a newer
   * release has applied more of them than are known here, and leaves the file as it is.
   */
  constructor(file: string, migrations: readonly string[], durability: Durability = "power") {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(file);
    this.#db.exec(
      `PRAGMA journal_mode=WAL; PRAGMA synchronous=${SYNCHRONOUS[durability]}; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;`,
    );
    this.#migrate(migrations);
  }

  /** Runs `query` against the committed state. It must not write. */
  read<T>(query: (db: DatabaseSync) => T): T {
    return query(this.#db);
  }

  /** Queues `run`, commits it with its neighbours, and settles when it is durable. An exception undoes it alone. */
  write<T>(run: (db: DatabaseSync) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Error("the store is closed"));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setTimeout(() => this.#flush(), GATHER_MS);
    });
  }

  /** Runs `run` in a transaction of its own, at once: for the start of a server, before it answers anybody. */
  initialize<T>(run: (db: DatabaseSync) => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const value = run(this.#db);
      this.#db.exec("COMMIT");
      return value;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * As {@link initialize}, for what a server starts from: a seed that contradicts itself, or another key than the data
   * have, stops the start and leaves the file as it was, closed.
   */
  fill<T>(run: (db: DatabaseSync) => T): T {
    try {
      return this.initialize(run);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Commits what is queued and closes the file. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#db.close();
  }

  #flush(): void {
    const batch = this.#queue;
    this.#queue = [];
    this.#scheduled = false;
    if (batch.length === 0) return;
    const [alone] = batch;
    if (batch.length === 1 && alone !== undefined) {
      this.#runAlone(alone);
      return;
    }
    const settle: (() => void)[] = [];
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      for (const write of batch) settle.push(this.#runOne(write));
      this.#db.exec("COMMIT");
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      for (const write of batch) write.reject(error);
      return;
    }
    for (const done of settle) done();
  }

  /** One alone is the whole transaction and needs no savepoint. */
  #runAlone({ run, resolve, reject }: Write): void {
    try {
      resolve(this.initialize(run));
    } catch (error) {
      reject(error);
    }
  }

  #runOne(write: Write): () => void {
    this.#db.exec("SAVEPOINT one");
    try {
      const value = write.run(this.#db);
      this.#db.exec("RELEASE one");
      return () => write.resolve(value);
    } catch (error) {
      this.#db.exec("ROLLBACK TO one; RELEASE one");
      return () => write.reject(error);
    }
  }

  #migrate(migrations: readonly string[]): void {
    const row = this.#db.prepare("PRAGMA user_version").get() as { user_version: number };
    if (row.user_version > migrations.length) {
      this.#db.close();
      throw new TypeError(
        `the data are of a newer release: their tables are at step ${row.user_version}, and this release knows ${migrations.length}`,
      );
    }
    for (const [index, script] of migrations.entries()) {
      if (index < row.user_version) continue;
      this.#db.exec(`BEGIN IMMEDIATE; ${script}; PRAGMA user_version=${index + 1}; COMMIT`);
    }
  }
}
