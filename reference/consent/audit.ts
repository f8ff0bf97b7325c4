import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call, Operation } from "../operation.ts";
import { runSql } from "../sql.ts";
import type { Store } from "../store.ts";

/** Notes who called what, for which object, and with which outcome. No content, no name of a person, no secret. */
export function recordAudit(db: DatabaseSync, call: Call, operation: string, outcome: number): void {
  writeLine(db, lineOf(call, operation, outcome));
}

const PAUSE_MS = 500;

type Line = readonly [string, string | null, string, string | null, number, string];

/**
 * The lines of what changes nothing: refusals, and reading what is about persons. Answers do not wait for these, and the disk
 * is asked for many at a time; the last half second may be lost with the process.
 */
export class AuditTail {
  readonly #store: Store;
  #lines: Line[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Notes an answered call, where it is one of those. */
  note(operation: Operation, call: Call, status: number): void {
    const isPersonal = operation.method === "GET" && /individual|consent-record/.test(operation.path);
    if (status < 400 && !isPersonal) return;
    this.#lines.push(lineOf(call, operation.id, status));
    this.#timer ??= setTimeout(() => void this.flush(), PAUSE_MS).unref();
  }

  /** Writes down what is noted. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length === 0) return;
    await this.#store
      .write((db) => {
        for (const line of lines) writeLine(db, line);
      })
      .catch((error: unknown) => complain(`audit log: ${String(error)}`));
  }
}

function lineOf(call: Call, operation: string, outcome: number): Line {
  const client = call.client === undefined ? null : formatIdentifier(call.client);
  const object = Object.values(call.params)[0] ?? null;
  return [new Date().toISOString(), client, operation, object, outcome, call.correlationId];
}

function writeLine(db: DatabaseSync, line: Line): void {
  const sql =
    "INSERT INTO audit (at, client, operation, object, outcome, correlation_id) VALUES (?, ?, ?, ?, ?, ?)";
  runSql(db, sql, ...line);
}

function complain(message: string): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message })}\n`);
}
