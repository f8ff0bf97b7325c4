import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call, Operation } from "../operation.ts";
import { runSql } from "../sql.ts";
import type { Identity } from "./identity.ts";

/**
 * Notes every change and every refusal: when, which operation, with which status, for whom to the mediator, and the
 * correlation id. No ids, no values: those are personal, or secret.
 */
export async function logAnswer(
  { store }: Identity,
  operation: Operation,
  call: Call,
  status: number,
): Promise<void> {
  if (operation.method === "GET" && status < 400) return;
  try {
    await store.write((db) =>
      runSql(
        db,
        "INSERT INTO audit (at, operation, status, client, correlation_id) VALUES (?, ?, ?, ?, ?)",
        new Date().toISOString(),
        operation.id,
        status,
        call.client === undefined ? null : formatIdentifier(call.client),
        call.correlationId,
      ),
    );
  } catch (error) {
    process.stderr.write(`${JSON.stringify({ level: "error", message: `audit log: ${String(error)}` })}\n`);
  }
}
