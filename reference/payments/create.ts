import { join } from "node:path";
import { formatIdentifier } from "../../charts/spi/index.ts";
import type { CreateBlockServer } from "../block-server.ts";
import { Outbound } from "../outbound.ts";
import { createServer } from "../server.ts";
import { firstRow } from "../sql.ts";
import { Store } from "../store.ts";
import { authorizeOperation } from "./authorization.ts";
import { batchOperations } from "./batch-operations.ts";
import { billOperations } from "./bill-operations.ts";
import { creditOperations } from "./credit-operations.ts";
import { detailOperation } from "./detail-operation.ts";
import { developmentOperations } from "./development.ts";
import { createExpiry } from "./expiry.ts";
import { mapperOperations } from "./mapper-operations.ts";
import { createNotifier } from "./notifier.ts";
import { olderVoucherOperations } from "./older-vouchers.ts";
import { createPayer } from "./pay-batch.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { formatRefusal } from "./refusal-format.ts";
import { requestToPayOperations } from "./request-to-pay-operations.ts";
import { SANDBOX_SEED } from "./sandbox-seed.ts";
import { MIGRATIONS } from "./schema.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { readSettings } from "./settings.ts";
import { voucherForBillOperation } from "./voucher-for-bill.ts";
import { openVoucherKey } from "./voucher-key.ts";
import { voucherOperations } from "./voucher-operations.ts";

const FILE = "payments.sqlite";

/**
 * Makes the payments server: GovStack's payments 3.0 (account mapper, batches, bills, requests to pay, vouchers) and
 * the routes of 1.x that are still called, on a ledger of its own with double entry.
 */
export const createPayments: CreateBlockServer = (config, dataFolder, durability) => {
  const { environment } = config;
  const settings = readSettings(config.settings, environment);
  const given = config.seed ?? (environment === "development" ? SANDBOX_SEED : undefined);
  const seed = given === undefined ? undefined : readSeed(given);
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  const key = (() => {
    try {
      const hasVouchers = store.read((db) => firstRow(db, "SELECT 1 FROM voucher LIMIT 1")) !== undefined;
      const opened = openVoucherKey(dataFolder, hasVouchers);
      if (seed !== undefined) store.initialize((db) => loadSeed(db, seed, settings, opened));
      return opened;
    } catch (error) {
      store.close();
      throw error;
    }
  })();
  const outbound = new Outbound(settings.allowLoopbackTargets, config.tls);
  const wake = () => {
    for (const worker of [payer, notifier, expiry]) worker.wake();
  };
  const notifier = createNotifier(store, outbound, settings.retryBaseMs, formatIdentifier(config.identifier));
  const payer = createPayer(store, settings, wake);
  const expiry = createExpiry(store, wake);
  const server: PaymentsServer = { store, settings, environment, key, wake };
  let isReady = true;
  const app = createServer({
    title: "GovStack Payments",
    version: "3.0.0",
    operations: [
      ...mapperOperations(server),
      ...batchOperations(server),
      authorizeOperation(server),
      detailOperation(server),
      ...creditOperations(server),
      ...olderVoucherOperations(server),
      ...voucherOperations(server),
      ...billOperations(server),
      ...requestToPayOperations(server),
      voucherForBillOperation(server),
      ...developmentOperations(server),
    ],
    formatError: (refusal, _correlationId, asked) => formatRefusal(refusal, asked?.operation, asked?.call),
    ready: () => isReady,
  });
  wake();
  return {
    app,
    close: async () => {
      isReady = false;
      await Promise.all([payer, notifier, expiry].map((worker) => worker.close()));
      outbound.close();
      store.close();
    },
  };
};
