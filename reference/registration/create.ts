import { join } from "node:path";
import type { CreateBlockServer } from "../block-server.ts";
import type { Call, Operation } from "../operation.ts";
import type { Refusal } from "../refusal.ts";
import { createServer } from "../server.ts";
import { Store } from "../store.ts";
import { applicationOperations } from "./application-operations.ts";
import { recordAudit } from "./audit.ts";
import { developmentOperations } from "./development-operations.ts";
import { documentOperations } from "./document-operations.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Registration } from "./registration.ts";
import { SANDBOX_SEED } from "./sandbox-seed.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { serviceOperations } from "./service-operations.ts";
import { readSettings } from "./settings.ts";
import { statisticsOperation } from "./statistics-operation.ts";
import { taskOperations } from "./task-operations.ts";

/** The version of GovStack's Registration API file that is served; that of statistics is 1.0.0. */
const API_VERSION = "0.1.1";
const FILE = "registration.sqlite";
/** Operations that show one file, task or document: who looked at it is noted. */
const LOOKS = new Set(["getApplicationFileById", "getTaskById", "readDocument"]);

/**
 * GovStack's Registration (0.1.1) with statistics (1.0.0): services and e-forms of a seed, applications with documents,
 * tasks of operators that decide about them. Errors are the specification's `systemError`.
 */
export const createRegistration: CreateBlockServer = (config, dataFolder, durability) => {
  const { environment } = config;
  const settings = readSettings(config);
  const seed = readSeed(config.seed ?? (environment === "development" ? SANDBOX_SEED : {}));
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  const catalogue = store.fill((db) => loadSeed(db, seed));
  const registration: Registration = { store, catalogue, settings, environment };
  let ready = true;
  const app = createServer({
    title: "GovStack Registration",
    version: API_VERSION,
    operations: [
      ...serviceOperations(registration),
      ...applicationOperations(registration),
      ...documentOperations(registration),
      ...taskOperations(registration),
      statisticsOperation(registration),
      ...developmentOperations(registration),
    ],
    formatError: describeRefusal,
    onAnswer: (operation, call, status) => auditAnswer(store, operation, call, status),
    ready: () => ready,
  });
  return {
    app,
    close: async () => {
      ready = false;
      store.close();
    },
  };
};

/** The specification's `systemError`; people are spoken to in English only. */
function describeRefusal({ code, message }: Refusal, traceId: string): unknown {
  return { traceId, code, message, localizedMessage: message };
}

/** Changes are noted in their own transactions; looks and refusals have none. */
async function auditAnswer(store: Store, operation: Operation, call: Call, status: number): Promise<void> {
  if (status < 400 && !LOOKS.has(operation.id)) return;
  const { fileId, taskId, documentId } = call.params;
  const subject = status < 400 ? (fileId ?? taskId ?? documentId) : undefined;
  await store
    .write((db) => recordAudit(db, call, { operation: operation.id, status, subject }))
    .catch((error: unknown) => {
      const message = `audit log: ${String(error)}`;
      process.stderr.write(`${JSON.stringify({ level: "error", message })}\n`);
    });
}
