import { join } from "node:path";
import type { CreateBlockServer } from "../block-server.ts";
import type { Call, Operation } from "../operation.ts";
import { createServer } from "../server.ts";
import { Store } from "../store.ts";
import { recordAudit } from "./audit.ts";
import { databaseOperations } from "./database-operations.ts";
import { institutionOf } from "./institution.ts";
import { readOperations } from "./read-operations.ts";
import { addMissingRegistries, loadSeed, readSeed } from "./seed.ts";
import { readSettings } from "./settings.ts";
import { MIGRATIONS } from "./tables.ts";
import { writeOperations } from "./write-operations.ts";

/** The version of GovStack's Digital Registries API files that is served. */
const API_VERSION = "1.3.0";

/**
 * Makes the Digital Registries server: the Data API and the Database API (both 1.3.0), from registries that a seed,
 * the settings or `POST /database/modify` describe. Errors are `{ detail }`.
 */
export const createDigitalRegistries: CreateBlockServer = (config, dataFolder, durability) => {
  const settings = readSettings(config.settings);
  const seed = config.seed === undefined ? undefined : readSeed(config.seed);
  const file = dataFolder === ":memory:" ? dataFolder : join(dataFolder, "registries.sqlite");
  const store = new Store(file, MIGRATIONS.slice(0, settings.tables), durability);
  const owner = institutionOf(config, config.identifier);
  store.fill((db) => {
    if (seed !== undefined) loadSeed(db, seed, owner);
    addMissingRegistries(db, settings.registries, owner);
  });
  let ready = true;
  const server = { store, config };
  const operations = [...readOperations(server), ...writeOperations(server), ...databaseOperations(server)];
  const app = createServer({
    title: "GovStack Digital Registries",
    version: API_VERSION,
    operations,
    formatError: (refusal) => ({ detail: refusal.message }),
    onAnswer: (operation, call, status) => auditRefusal(store, operation, call, status),
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

/** Changes are noted in their own transactions; a refusal has none that lasts. */
async function auditRefusal(store: Store, operation: Operation, call: Call, status: number): Promise<void> {
  if (status < 400) return;
  try {
    await store.write((db) => recordAudit(db, call, { operation: operation.id, status }));
  } catch (error) {
    process.stderr.write(`${JSON.stringify({ level: "error", message: `audit log: ${String(error)}` })}\n`);
  }
}
