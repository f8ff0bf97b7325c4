import type { Hono } from "hono";
import type { Block, ReferenceConfig } from "../charts/spi/index.ts";
import type { Durability } from "./store.ts";

/** A block's server: its HTTP application and what it does in the background. */
export interface BlockServer {
  readonly app: Hono;
  /** Stops the background work and closes the store; what was acknowledged is on the disk. */
  close(): Promise<void>;
}

/**
 * Makes a block's server. `dataFolder` is a folder of its own, or `:memory:` for tests. Throws a TypeError with one
 * sentence where the configuration's settings or seed have the wrong shape.
 */
export type CreateBlockServer = (
  config: ReferenceConfig,
  dataFolder: string,
  durability?: Durability,
) => BlockServer;

/** The blocks that have a reference server; each is loaded when it is started. */
export const BLOCK_SERVERS: Partial<Record<Block, () => Promise<CreateBlockServer>>> = {
  "digital-registries": async () => (await import("./digital-registries/create.ts")).createDigitalRegistries,
  identity: async () => (await import("./identity/create.ts")).createIdentity,
  "information-mediator": async () =>
    (await import("./information-mediator/create.ts")).createInformationMediator,
  payments: async () => (await import("./payments/create.ts")).createPayments,
  messaging: async () => (await import("./messaging/create.ts")).createMessaging,
  workflow: async () => (await import("./workflow/create.ts")).createWorkflow,
  consent: async () => (await import("./consent/create.ts")).createConsent,
  scheduler: async () => (await import("./scheduler/create.ts")).createScheduler,
  registration: async () => (await import("./registration/create.ts")).createRegistration,
};
