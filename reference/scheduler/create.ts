import { join } from "node:path";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { readTokenFile } from "../bearer-token.ts";
import type { BlockServer, CreateBlockServer } from "../block-server.ts";
import type { Call, Operation } from "../operation.ts";
import { Outbound } from "../outbound.ts";
import type { Refusal } from "../refusal.ts";
import { createServer } from "../server.ts";
import { type Durability, Store } from "../store.ts";
import { entryOf, noteOf, recordAudit } from "./audit.ts";
import { availabilityOperations } from "./availability-operations.ts";
import { type Clock, WALL_CLOCK } from "./clock.ts";
import { createAlerting } from "./deliver-alerts.ts";
import { developmentOperations } from "./development-operations.ts";
import { MIGRATIONS } from "./migrations.ts";
import { admitRequestors } from "./requestors.ts";
import type { Scheduler } from "./scheduler.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { readSettings } from "./settings.ts";
import { thingOperations } from "./thing-operations.ts";

/** The version of GovStack's Scheduler API file that is served. */
const API_VERSION = "1.0.0";
/** The store's file in the data folder. */
const FILE = "scheduler.sqlite";

/**
 * GovStack's Scheduler (1.0.0): events, appointments and those who take part in them, with alerts that survive a crash.
 */
export const createScheduler: CreateBlockServer = (config, dataFolder, durability) =>
  createSchedulerAt(WALL_CLOCK, config, dataFolder, durability);

/** As {@link createScheduler}, by another clock. */
export function createSchedulerAt(
  clock: Clock,
  config: ReferenceConfig,
  dataFolder: string,
  durability?: Durability,
): BlockServer {
  const settings = readSettings(config);
  const tokens = settings.requestors.map(({ id, tokenFile }) => [id, readTokenFile(tokenFile)] as const);
  const seed = config.seed === undefined ? undefined : readSeed(config.seed);
  if (config.environment !== "development" && (seed?.requestors.length ?? 0) > 0)
    throw new TypeError("seed.requestors: tokens in a seed are for development only");
  const seeded = (seed?.requestors ?? []).map(
    ({ requestor_id, request_token }) => [requestor_id, request_token] as const,
  );
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  if (seed !== undefined) store.fill((db) => loadSeed(db, seed, clock.now()));
  const outbound = new Outbound(settings.allowLoopbackTargets, config.tls);
  const alerting = createAlerting(config, settings, store, outbound, clock);
  const scheduler: Scheduler = {
    ...{ store, settings, clock, alerting },
    admit: admitRequestors([...tokens, ...seeded]),
  };
  const app = createServer({
    title: "GovStack Scheduler",
    version: API_VERSION,
    operations: [
      ...availabilityOperations(scheduler),
      ...thingOperations(scheduler),
      ...(config.environment === "development" ? developmentOperations(scheduler) : []),
    ],
    formatError,
    onAnswer: (operation, call, status) => audit(store, operation, call, status),
  });
  alerting.wake();
  return {
    app,
    close: async () => {
      await alerting.close();
      outbound.close();
      store.close();
    },
  };
}

/** The error format of this block, which the specification leaves open. */
function formatError(refusal: Refusal, correlationId: string): unknown {
  return { code: refusal.code, message: refusal.message, correlationId };
}

/** What was changed is noted in its own transaction; what was only read or refused has none. */
async function audit(store: Store, operation: Operation, call: Call, status: number): Promise<void> {
  const noted = noteOf(call);
  if (noted.written || operation.path.startsWith("/development/")) return;
  await store
    .write((db) => recordAudit(db, entryOf(call, operation.id, status, noted)))
    .catch((error: unknown) => {
      const message = `audit log: ${String(error)}`;
      process.stderr.write(`${JSON.stringify({ level: "error", message })}\n`);
    });
}
