import { join } from "node:path";
import { readTokenFile } from "../bearer-token.ts";
import type { CreateBlockServer } from "../block-server.ts";
import type { Call, Operation } from "../operation.ts";
import { Outbound } from "../outbound.ts";
import { createServer } from "../server.ts";
import { Store } from "../store.ts";
import { entryOf, recordAudit } from "./audit.ts";
import { callbackOperation } from "./callback-operation.ts";
import { createCallbackCourier } from "./deliver-callback.ts";
import { createEmailCourier, EMAIL_WIDTH } from "./deliver-email.ts";
import { developmentOperations } from "./development-operations.ts";
import { asInvalidInput, formatRefusal, headersOfRefusal } from "./invalid-input.ts";
import { connectMailServer, type MailServer } from "./mail-server.ts";
import { type Mailbox, openMailbox } from "./mailbox.ts";
import { managementOperations } from "./management-operations.ts";
import type { Messaging } from "./messaging.ts";
import { MIGRATIONS } from "./migrations.ts";
import { requireOwnKey } from "./own-key.ts";
import { loadSeed, readSeed } from "./seed.ts";
import { sendOperations } from "./send-operations.ts";
import { type MessagingSettings, readSettings } from "./settings.ts";
import { statusOperations } from "./status-operations.ts";
import { sweep } from "./sweep.ts";
import { openVault } from "./vault.ts";

/** The version of GovStack's Messaging API file that is served. */
const API_VERSION = "0.1.1";
/** The store's file in the data folder. */
const FILE = "messaging.sqlite";
const SWEEP_MS = 10 * 60_000;
/** How long the end of the server waits for e-mails that are being handed over. */
const GRACE_MS = 5000;

/**
 * GovStack's Messaging (0.1.1): accepts e-mails, hands them to a mail server from a queue that survives a crash, says
 * what became of them and calls back. In development without a mail server it has a mailbox of its own.
 */
export const createMessaging: CreateBlockServer = (config, dataFolder, durability) => {
  const settings = readSettings(config);
  const { managementTokenFile, part, stack } = config;
  const managementToken = managementTokenFile === undefined ? undefined : readTokenFile(managementTokenFile);
  const seed = config.seed === undefined ? undefined : readSeed(config.seed, settings.smtp === undefined);
  const vault = openVault(settings.keyFile, dataFolder);
  const { mailServer, mailbox } = reachMailServer(settings);
  const store = new Store(
    dataFolder === ":memory:" ? dataFolder : join(dataFolder, FILE),
    MIGRATIONS,
    durability,
  );
  store.fill((db) => {
    requireOwnKey(db, vault);
    if (seed !== undefined) loadSeed(db, vault, seed);
    sweep(db, settings, Date.now());
  });
  const outbound = new Outbound(settings.allowLoopbackTargets, config.tls);
  const callbacks = createCallbackCourier(store, vault, outbound, settings);
  const emails = createEmailCourier({
    ...{ store, vault, settings, mailServer, onEnd: () => callbacks.wake() },
    nobody: `${part}@${stack}.invalid`,
  });
  const messaging: Messaging = {
    ...{ store, vault, settings, managementToken, emails, callbacks, mailbox },
  };
  const app = createServer({
    title: "GovStack Messaging",
    version: API_VERSION,
    operations: [
      ...sendOperations(messaging),
      callbackOperation(messaging),
      ...statusOperations(messaging),
      ...managementOperations(messaging),
      ...developmentOperations(mailbox),
    ],
    formatError: formatRefusal,
    refusalOf: asInvalidInput,
    errorHeaders: headersOfRefusal,
    onAnswer: (operation, call, status) => auditRefusal(store, operation, call, status),
  });
  const sweeping = setInterval(() => void sweepNow(store, settings), SWEEP_MS);
  sweeping.unref();
  emails.wake();
  callbacks.wake();
  return {
    app,
    close: async () => {
      clearInterval(sweeping);
      const server = await mailServer.catch(() => undefined);
      await emails.close(GRACE_MS, () => server?.close());
      await callbacks.close(0, () => outbound.close());
      await mailbox?.close().catch(() => undefined);
      store.close();
    },
  };
};

/** The mail server of the settings, or a mailbox and the way into it as soon as it listens. */
function reachMailServer({ smtp, credentialsFolder }: MessagingSettings): {
  readonly mailServer: Promise<MailServer>;
  readonly mailbox: Mailbox | undefined;
} {
  if (smtp !== undefined) {
    const server = connectMailServer(smtp, credentialsFolder, EMAIL_WIDTH);
    return { mailServer: Promise.resolve(server), mailbox: undefined };
  }
  const mailbox = openMailbox();
  const mailServer = mailbox.port.then((port) =>
    connectMailServer({ host: "127.0.0.1", port, security: "none" }, undefined, EMAIL_WIDTH),
  );
  // Whoever sends is told; before anybody does, a rejection would end the process.
  mailServer.catch(() => undefined);
  return { mailServer, mailbox };
}

async function sweepNow(store: Store, settings: MessagingSettings): Promise<void> {
  await store
    .write((db) => sweep(db, settings, Date.now()))
    .catch((error: unknown) => complain(`sweep: ${String(error)}`));
}

/** What is accepted is noted in its own transaction; a refusal has none. */
async function auditRefusal(store: Store, operation: Operation, call: Call, status: number): Promise<void> {
  if (status < 400) return;
  await store
    .write((db) => recordAudit(db, entryOf(call, operation.id, status)))
    .catch((error: unknown) => complain(`audit log: ${String(error)}`));
}

function complain(message: string): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message })}\n`);
}
