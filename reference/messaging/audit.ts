import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import { runSql } from "../sql.ts";

/** A line of the log: what was asked for, or what became of an e-mail or a call-back. */
export interface AuditEntry {
  readonly kind: "request" | "email" | "callback";
  readonly client?: string | undefined;
  readonly operation?: string;
  /** The requestUid. */
  readonly request?: string | undefined;
  readonly position?: number;
  /** A status of HTTP, a reply of the mail server, or a word. */
  readonly outcome: string;
  readonly correlationId: string;
}

/** Notes a line. No address, no content, no key: neither is in the log, nor in its neighbours' reach. */
export function recordAudit(db: DatabaseSync, entry: AuditEntry): void {
  runSql(
    db,
    `INSERT INTO audit (at, kind, client, operation, request, position, outcome, correlation_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    new Date().toISOString(),
    entry.kind,
    entry.client ?? null,
    entry.operation ?? null,
    entry.request ?? null,
    entry.position ?? null,
    entry.outcome,
    entry.correlationId,
  );
}

/** The line for a call of an operation. */
export function entryOf(call: Call, operation: string, status: number, request?: string): AuditEntry {
  return {
    kind: "request",
    client: call.client === undefined ? undefined : formatIdentifier(call.client),
    operation,
    request,
    outcome: String(status),
    correlationId: call.correlationId,
  };
}
