import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import { runSql } from "../sql.ts";

/** What is noted of a call beside who and when; `subject` is the id of a file, a task or a document. */
export interface AuditEntry {
  readonly operation: string;
  readonly status: number;
  readonly subject?: string | undefined;
}

/** Notes a call: no names, no answers to forms. A change's entry belongs into its own transaction. */
export function recordAudit(db: DatabaseSync, call: Call, entry: AuditEntry): void {
  runSql(
    db,
    "INSERT INTO audit (at, client, operation, subject, status, correlationId) VALUES (?, ?, ?, ?, ?, ?)",
    new Date().toISOString(),
    call.client === undefined ? null : formatIdentifier(call.client),
    entry.operation,
    entry.subject ?? null,
    entry.status,
    call.correlationId,
  );
}
