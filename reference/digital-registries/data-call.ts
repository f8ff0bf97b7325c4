import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Answer, Call } from "../operation.ts";
import { recordAudit } from "./audit.ts";
import { type Registry, requireRegistry } from "./databases.ts";
import type { StoredRecord } from "./records.ts";
import type { RegistryServer } from "./registry-server.ts";
import { countUse, type Service } from "./services.ts";
import { readerOf, recordUsage } from "./usage.ts";

const content = z.object({ content: z.record(z.string(), z.unknown()) });

/** Bodies of the Data API. */
export const CREATE_BODY = z.object({ write: content });
export const QUERY_BODY = z.object({ query: content });
export const UPDATE_BODY = z.object({ query: content.optional(), write: content });

/** The statuses that every operation on a registry can answer besides its own. */
export const REGISTRY_RESPONSES = { 400: "The request is not valid", 404: "Not found" } as const;

/** One call inside its transaction. */
export interface DataCall {
  readonly db: DatabaseSync;
  readonly registry: Registry;
  /** The caller as its header has it. */
  readonly caller: string;
  /** Notes that the answer shows these records, or that they exist. */
  shows(...records: readonly StoredRecord[]): void;
  /** Notes that the call changed what is stored. */
  changed(): void;
}

/**
 * Carries out a call on the registry of its path, in one transaction with the usage log, the audit log and the
 * counter: what one of them would lose, the answer does not tell either. Refuses (404) an unknown registry.
 */
export function onRegistry(
  server: RegistryServer,
  service: Service,
  call: Call,
  run: (inside: DataCall) => Answer,
): Promise<Answer> {
  return server.store.write((db) => {
    const registry = requireRegistry(db, call.params);
    const shown: StoredRecord[] = [];
    let changes = false;
    const answer = run({
      db,
      registry,
      caller: call.client === undefined ? "" : formatIdentifier(call.client),
      shows: (...records) => {
        shown.push(...records);
      },
      changed: () => {
        changes = true;
      },
    });
    if (shown.length > 0) recordUsage(db, registry, shown, readerOf(call, server.config));
    if (changes)
      recordAudit(db, call, { operation: service, status: answer.status, databaseId: registry.databaseId });
    countUse(db, registry.databaseId, service);
    return answer;
  });
}
