import { join } from "node:path";
import { readTokenFile } from "../bearer-token.ts";
import type { BlockServer, CreateBlockServer } from "../block-server.ts";
import { Outbound } from "../outbound.ts";
import { Refusal } from "../refusal.ts";
import { createServer } from "../server.ts";
import { Store } from "../store.ts";
import { applySettings, readMeta, writeMeta } from "./configuration.ts";
import { configurationOperations } from "./configuration-operations.ts";
import { Delivery } from "./delivery.ts";
import { directoryOperations } from "./directory.ts";
import { EventSchemas } from "./event-schema.ts";
import { eventTypeOperations } from "./event-types.ts";
import { eventOperations } from "./events.ts";
import { forwardCalls } from "./forward.ts";
import { logAnswer, logOperations } from "./log-operations.ts";
import type { Mediator } from "./mediator.ts";
import { MIGRATIONS } from "./migrations.ts";
import { makePageKey } from "./page-token.ts";
import { pullOperations } from "./pull.ts";
import { rightsOperations } from "./rights-operations.ts";
import { isEmpty, loadSeed, readSeed, type Seed } from "./seed.ts";
import { readSettings, type Settings } from "./settings.ts";
import { subscriptionOperations } from "./subscription-operations.ts";

/** The store's file in the data folder. */
const FILE = "information-mediator.sqlite";
/** When to ask again for an application that is not there, in seconds: its pod is exchanged in about that time. */
const RETRY_AFTER_S = "5";

/**
 * GovStack's Information Mediator 1.1: configuration, rights, directory, publish and subscribe, and service access
 * with a message log chained by hash. What it takes from a whole X-Road is the interface: one process, no signatures.
 */
export const createInformationMediator: CreateBlockServer = (config, dataFolder, durability): BlockServer => {
  const settings = readSettings(config);
  const { environment, identifier, managementTokenFile } = config;
  const managementToken = managementTokenFile === undefined ? undefined : readTokenFile(managementTokenFile);
  const schemas = new EventSchemas();
  const seed = config.seed === undefined ? undefined : readSeed(config.seed, settings, schemas);
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  try {
    fill(store, settings, seed);
  } catch (error) {
    store.close();
    throw error instanceof Refusal ? new TypeError(error.message) : error;
  }
  const outbound = new Outbound(settings.allowLoopbackTargets, config.tls);
  const delivery = new Delivery(store, outbound, settings.retryBaseMs);
  const mediator: Mediator = {
    store,
    settings,
    environment,
    identifier,
    managementToken,
    outbound,
    schemas,
    delivery,
  };
  const app = createServer({
    title: "Information Mediator",
    version: "1.1.0",
    operations: [
      ...configurationOperations(mediator),
      ...rightsOperations(mediator),
      ...logOperations(mediator),
      ...directoryOperations(mediator),
      ...eventTypeOperations(mediator),
      ...eventOperations(mediator),
      ...subscriptionOperations(mediator),
      ...pullOperations(mediator),
    ],
    formatError: (refusal, correlationId) => ({
      type: refusal.code,
      message: refusal.message,
      detail: correlationId,
    }),
    errorHeaders: (refusal) => ({
      "X-GovStack-Error": refusal.code,
      ...(refusal.status === 503 ? { "Retry-After": RETRY_AFTER_S } : {}),
      ...(refusal.status === 401 && managementToken !== undefined ? { "WWW-Authenticate": "Bearer" } : {}),
    }),
    onAnswer: (operation, call, status) => logAnswer(mediator, operation, call, status),
    extend: (server) => {
      server.all("*", forwardCalls(mediator));
    },
  });
  delivery.wakeAll();
  return {
    app,
    close: async () => {
      outbound.close();
      await delivery.close();
      store.close();
    },
  };
};

/** The stack's settings come first, so that a seed may refer to them. */
function fill(store: Store, settings: Settings, seed: Seed | undefined): void {
  store.initialize((db) => {
    const empty = isEmpty(db);
    if (readMeta(db, "pageKey") === undefined) writeMeta(db, "pageKey", makePageKey());
    applySettings(db, settings);
    if (seed !== undefined && empty) loadSeed(db, seed, settings);
  });
}
