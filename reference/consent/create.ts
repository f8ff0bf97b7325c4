import { join } from "node:path";
import { readTokenFile } from "../bearer-token.ts";
import type { CreateBlockServer } from "../block-server.ts";
import { Outbound } from "../outbound.ts";
import { createServer } from "../server.ts";
import { Store } from "../store.ts";
import { agreementOperations } from "./agreement-operations.ts";
import { AuditTail } from "./audit.ts";
import type { Consent } from "./consent.ts";
import { developmentOperations } from "./development-operations.ts";
import { individualOperations } from "./individual-operations.ts";
import { MIGRATIONS } from "./migrations.ts";
import { createNotifier } from "./notifier.ts";
import { policyOperations } from "./policy-operations.ts";
import { recordOperations } from "./record-operations.ts";
import { asBadInput, formatRefusal, headersOfRefusal } from "./refusal-format.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { readSettings } from "./settings.ts";
import { signatureOperations } from "./signature-operations.ts";
import { verificationOperations } from "./verification-operations.ts";
import { webhookOperations } from "./webhook-operations.ts";

/** The version of GovStack's Consent API file that is served. */
const API_VERSION = "1.1.0-rc1";
/** The store's file in the data folder. */
const FILE = "consent.sqlite";

/**
 * GovStack's Consent (1.1.0-rc1): policies and data agreements with chained Revisions, consent records with signatures,
 * verification, audit, and webhooks from a queue that survives a crash.
 */
export const createConsent: CreateBlockServer = (config, dataFolder, durability) => {
  const settings = readSettings(config);
  const { managementTokenFile } = config;
  const managementToken = managementTokenFile === undefined ? undefined : readTokenFile(managementTokenFile);
  const seed = config.seed === undefined ? undefined : readSeed(config.seed);
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  if (seed !== undefined) store.fill((db) => loadSeed(db, seed));
  const outbound = new Outbound(settings.allowLoopbackTargets, config.tls);
  const notifier = createNotifier(store, outbound, settings.retryBaseMs);
  const consent: Consent = { store, settings, managementToken, wake: () => notifier.wake() };
  const audit = new AuditTail(store);
  let isReady = true;
  const app = createServer({
    title: "GovStack Consent",
    version: API_VERSION,
    operations: [
      ...policyOperations(consent),
      ...agreementOperations(consent),
      ...recordOperations(consent),
      ...signatureOperations(consent),
      ...individualOperations(consent),
      ...webhookOperations(consent),
      ...verificationOperations(consent),
      ...developmentOperations(consent, config.environment),
    ],
    formatError: formatRefusal,
    refusalOf: asBadInput,
    errorHeaders: headersOfRefusal,
    onAnswer: (operation, call, status) => audit.note(operation, call, status),
    ready: () => isReady,
  });
  notifier.wake();
  return {
    app,
    close: async () => {
      isReady = false;
      await notifier.close();
      outbound.close();
      await audit.flush();
      store.close();
    },
  };
};
