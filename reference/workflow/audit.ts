import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import { runSql } from "../sql.ts";

/** Notes who asked for what, and what became of it. No values: these may say things of persons. */
export function recordAudit(
  db: DatabaseSync,
  call: Call,
  operation: string,
  outcome: number,
  subject?: string,
): void {
  const { client, correlationId } = call;
  runSql(
    db,
    `INSERT INTO audit (at, client, operation, subject, outcome, correlation_id) VALUES (?, ?, ?, ?, ?, ?)`,
    new Date().toISOString(),
    client === undefined ? null : formatIdentifier(client),
    operation,
    subject ?? null,
    String(outcome),
    correlationId,
  );
}

/** Notes a call that a service task made. */
export function recordCall(
  db: DatabaseSync,
  call: { readonly instance: number; readonly activity: string; readonly correlationId: string },
  outcome: string,
): void {
  runSql(
    db,
    `INSERT INTO audit (at, operation, subject, outcome, correlation_id) VALUES (?, 'callService', ?, ?, ?)`,
    new Date().toISOString(),
    `${call.instance} ${call.activity}`,
    outcome,
    call.correlationId,
  );
}
