import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import { runSql } from "../sql.ts";

const LONGEST = 200;

/** A line of the log: what was asked for, or what became of an alert. */
export interface AuditEntry {
  readonly kind: "request" | "alert";
  readonly client?: string | undefined;
  /** Who said that they ask. */
  readonly requestor?: string | undefined;
  readonly operation?: string;
  /** `KIND ID` of what it was about. */
  readonly thing?: string | undefined;
  /** A status of HTTP, or a word. */
  readonly outcome: string;
  readonly correlationId: string;
}

/** Notes a line. No token, no query, no name and no address is in the log. */
export function recordAudit(db: DatabaseSync, entry: AuditEntry): void {
  runSql(
    db,
    `INSERT INTO audit (at, kind, client, requestor, operation, thing, outcome, correlation_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    new Date().toISOString(),
    entry.kind,
    entry.client ?? null,
    entry.requestor?.slice(0, LONGEST) ?? null,
    entry.operation ?? null,
    entry.thing ?? null,
    entry.outcome,
    entry.correlationId,
  );
}

/** The line for a call of an operation. */
export function entryOf(
  call: Call,
  operation: string,
  status: number,
  { requestor, thing }: Noted = {},
): AuditEntry {
  const client = call.client === undefined ? undefined : formatIdentifier(call.client);
  const { correlationId } = call;
  return { kind: "request", client, requestor, operation, thing, outcome: String(status), correlationId };
}

/** What is known of a call for the log, as far as it came. */
export interface Noted {
  requestor?: string;
  thing?: string;
  /** The line is written already, in the transaction of what was done. */
  written?: true;
}

const notes = new WeakMap<Request, Noted>();

/** What is known of a call for the log; to be added to. */
export function noteOf({ request }: Call): Noted {
  const known = notes.get(request) ?? {};
  notes.set(request, known);
  return known;
}
