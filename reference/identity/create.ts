import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { readTokenFile } from "../bearer-token.ts";
import type { BlockServer, CreateBlockServer } from "../block-server.ts";
import { Outbound } from "../outbound.ts";
import type { Refusal } from "../refusal.ts";
import { createServer } from "../server.ts";
import { firstRow, runSql } from "../sql.ts";
import { Store } from "../store.ts";
import { Addresses } from "./addresses.ts";
import { logAnswer } from "./audit.ts";
import { clientOperations } from "./client-operations.ts";
import { readStackClients } from "./clients.ts";
import { deliverByMessaging } from "./deliver-code.ts";
import { enrolmentOperations } from "./enrolment.ts";
import type { Identity } from "./identity.ts";
import { Keys } from "./keys.ts";
import { linkedBrowserOperations } from "./linked-browser-operations.ts";
import { linkedWalletOperations } from "./linked-wallet-operations.ts";
import { managementOperations } from "./management-operations.ts";
import { MIGRATIONS } from "./migrations.ts";
import { removeExpired } from "./oidc-adapter.ts";
import { OneTimeCodes } from "./one-time-codes.ts";
import { openIdOperations } from "./open-id-operations.ts";
import { OpenIdProvider } from "./open-id-provider.ts";
import { Pseudonyms } from "./pseudonyms.ts";
import { residentOperations } from "./resident-operations.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { readSettings } from "./settings.ts";
import { signInOperations } from "./sign-in.ts";
import { statusOperations } from "./status-operations.ts";
import { walletBindingOperations } from "./wallet-binding.ts";

/** The store's file in the data folder. */
const FILE = "identity.sqlite";
const HOUR_MS = 3_600_000;

/**
 * GovStack's Identity 1.0: an OpenID Connect provider with client management, wallets, enrolment and credential
 * management (docs/adr/0011). Its people come from the seed and from enrolment.
 */
export const createIdentity: CreateBlockServer = (config, dataFolder, durability): BlockServer => {
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  // Its one target, the mediator, stands in the configuration.
  const outbound = new Outbound(true, config.tls);
  let identity: Identity;
  try {
    identity = assemble(config, store, outbound);
  } catch (error) {
    outbound.close();
    store.close();
    throw error;
  }
  const { keys } = identity;
  const tidy = () => store.write(removeExpired).then(() => keys.rotateWhenDue());
  const timer = setInterval(() => void tidy().catch(report), HOUR_MS);
  timer.unref();
  const app = createServer({
    title: "Identity",
    version: "1.0.0",
    operations: [
      ...clientOperations(identity),
      ...openIdOperations(identity),
      ...signInOperations(identity),
      ...linkedBrowserOperations(identity),
      ...linkedWalletOperations(identity),
      ...walletBindingOperations(identity),
      ...enrolmentOperations(identity),
      ...statusOperations(identity),
      ...residentOperations(identity),
      ...managementOperations(identity),
    ],
    formatError,
    errorHeaders: ({ status }): Record<string, string> =>
      status === 401 ? { "WWW-Authenticate": 'Bearer error="invalid_token"' } : {},
    onAnswer: (operation, call, status) => logAnswer(identity, operation, call, status),
  });
  return {
    app,
    close: async () => {
      clearInterval(timer);
      outbound.close();
      store.close();
    },
  };
};

function assemble(config: ReferenceConfig, store: Store, outbound: Outbound): Identity {
  const settings = readSettings(config);
  const seed = config.seed === undefined ? undefined : readSeed(config.seed);
  const addresses = new Addresses(settings);
  const ownClients = readStackClients(settings.clients, settings.issuer ?? "http://127.0.0.1");
  const secrets = store.initialize((db) => {
    if (seed !== undefined) loadSeed(db, seed, ownClients);
    removeExpired(db);
    const read = (key: string) => secretOf(db, key);
    return {
      pseudonyms: read("pseudonyms"),
      cookies: read("cookies"),
      codes: read("codes"),
      messaging: read("messaging"),
    };
  });
  const keys = new Keys(store, settings);
  const pseudonyms = new Pseudonyms(store, secrets.pseudonyms);
  const { deliverCodes, messagingPath = "" } = settings;
  const isReadable = deliverCodes === "development";
  if (isReadable && config.environment !== "development")
    throw new TypeError(
      "settings.deliverCodes: one-time codes that are read at the server are for development",
    );
  const deliver = isReadable
    ? undefined
    : deliverByMessaging(config, messagingPath, secrets.messaging, outbound);
  const { managementTokenFile } = config;
  return {
    config,
    settings,
    store,
    addresses,
    keys,
    codes: new OneTimeCodes(store, settings, secrets.codes, deliver),
    ownClients,
    openId: new OpenIdProvider({
      store,
      settings,
      keys,
      ownClients,
      pseudonyms,
      cookieSecret: secrets.cookies,
    }),
    managementToken: managementTokenFile === undefined ? undefined : readTokenFile(managementTokenFile),
    partnerKeys: new Map(settings.partners.map(({ id, apiKeyFile }) => [id, readTokenFile(apiKeyFile)])),
    pseudonyms,
  };
}

/** A secret of the server's own, made at the first start and never changed. */
function secretOf(db: Parameters<Parameters<Store["initialize"]>[0]>[0], name: string): string {
  const key = `secret ${name}`;
  const known = firstRow<{ value: string }>(db, "SELECT value FROM meta WHERE key = ?", key);
  if (known !== undefined) return known.value;
  const value = randomBytes(32).toString("base64url");
  runSql(db, "INSERT INTO meta (key, value) VALUES (?, ?)", key, value);
  return value;
}

/** The codes of the frame's refusals by the specification's names. */
const CODES: Readonly<Record<number, string>> = {
  400: "invalid_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "invalid_request",
  415: "invalid_request",
};

/** The specification's envelope; enrolment and credential management write its names in another way. */
function formatError({ status, message }: Refusal): unknown {
  const time = new Date().toISOString();
  return {
    responseTime: time,
    responsetime: time,
    errors: [{ errorCode: CODES[status] ?? "unknown_error", errorMessage: message, message }],
  };
}

function report(error: unknown): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message: `tidying up: ${String(error)}` })}\n`);
}
