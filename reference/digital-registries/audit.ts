import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import { runSql } from "../sql.ts";

/**
 * Notes a state change or a refusal: when, who, which operation, with which status and correlation id. No ids, no
 * paths, no values: those can be personal. A change's entry belongs into its own transaction.
 */
export function recordAudit(
  db: DatabaseSync,
  call: Call,
  entry: { readonly operation: string; readonly status: number; readonly databaseId?: number },
): void {
  runSql(
    db,
    "INSERT INTO audit (at, client, operation, database_id, status, correlation_id) VALUES (?, ?, ?, ?, ?, ?)",
    new Date().toISOString(),
    call.client === undefined ? null : formatIdentifier(call.client),
    entry.operation,
    entry.databaseId ?? null,
    entry.status,
    call.correlationId,
  );
}
