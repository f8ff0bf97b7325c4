import { join } from "node:path";
import type { Hono } from "hono";
import { createServer } from "../../../../reference/server.ts";
import { Store } from "../../../../reference/store.ts";
import type { AdapterSettings } from "../settings.ts";
import { createTreasurer } from "./authorizations.ts";
import { batchOperations } from "./batch-operations.ts";
import { beneficiaryOperations } from "./beneficiary-operations.ts";
import { createCallers } from "./caller.ts";
import { creditOperations } from "./credit-operations.ts";
import { detailOperation } from "./detail-operation.ts";
import { hubOperation } from "./hub-operation.ts";
import { hubRoutes } from "./hub-routes.ts";
import { createNotifier } from "./notifier.ts";
import { createPayer } from "./payer.ts";
import { MIGRATIONS } from "./schema.ts";

/** The adapter's two applications, and what it does in the background. */
export interface Adapter {
  /** GovStack's routes. */
  readonly app: Hono;
  /** Where the hub calls back. */
  readonly hubApp: Hono;
  /** Begins with what is due in the store; the hub has to reach {@link hubApp} by then. */
  start(): void;
  /** Stops the background work and closes the store; what was acknowledged is on the disk. */
  close(): Promise<void>;
}

/**
 * GovStack's G2P routes (3.0, and those of 1.x that are still called) on a hub of Mojaloop, in whose eyes it is the
 * participant of the government. `:memory:` as folder keeps nothing, for tests.
 */
export function createAdapter(settings: AdapterSettings, tell: (line: string) => void): Adapter {
  const { dataFolder } = settings;
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, "payments.sqlite"),
    MIGRATIONS,
  );
  const notifier = createNotifier(store, tell, settings.patience);
  const wake = () => {
    for (const worker of [payer, notifier, treasurer]) worker.wake();
  };
  const payer = createPayer(store, settings, tell, wake);
  const treasurer = createTreasurer(store, settings, tell, wake);
  const context = { store, settings, callers: createCallers(settings.callbackOrigins), wake };
  return {
    app: createServer({
      title: "GovStack payments on Mojaloop",
      version: "3.0",
      operations: [
        ...beneficiaryOperations(context),
        ...creditOperations(context),
        ...batchOperations(context),
        detailOperation(context),
        hubOperation(settings),
      ],
      formatError: ({ message }) => ({ ResponseCode: "01", ResponseDescription: message.slice(0, 200) }),
    }),
    hubApp: hubRoutes({ store, wake, tell, patience: settings.patience }),
    start: wake,
    close: async () => {
      await Promise.all([payer, notifier, treasurer].map((worker) => worker.close()));
      store.close();
    },
  };
}
