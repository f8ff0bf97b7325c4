import type { Size } from "../../spi/index.ts";
import type { DatabaseUser } from "./overlay.ts";

/** One workload of the core: a process of a service of Mojaloop in a role. */
export interface Service {
  /** A key of the release's images. */
  readonly image: string;
  readonly command: readonly string[];
  readonly port: number;
  /** The name of its port, where others call it. */
  readonly portName?: string;
  readonly health: string;
  /** The overlay, and the variable that names it; the oracle has only variables. */
  readonly overlay?: { readonly file: string; readonly prefix: string };
  readonly database?: DatabaseUser;
  /** Whether it reads or writes topics. */
  readonly usesTopics?: true;
  /** Whether it asks the ledger for participants when it starts. */
  readonly needsLedger?: true;
}

const node = (entry: string, ...flags: string[]) => ["node", entry, ...flags];
const LEDGER = { file: "central-ledger.json", prefix: "CLEDG" };
const ADAPTER = { file: "ml-api-adapter.json", prefix: "MLAPI" };
const LOOKUP = { file: "account-lookup.json", prefix: "ALS" };
const QUOTING = { file: "quoting.json", prefix: "QUOTE" };
const SETTLEMENT = { file: "settlement.json", prefix: "CSET" };
const handlerOf = ({ file, prefix }: NonNullable<Service["overlay"]>) => ({
  file: file.replace(".json", "-handler.json"),
  prefix,
});

const ledgerProcess = (...command: string[]): Service => ({
  image: "ledger",
  command,
  port: 3001,
  health: "/health",
  overlay: LEDGER,
  database: "central-ledger",
  usesTopics: true,
});

const ledgerHandler = (...flags: string[]): Service => ({
  ...ledgerProcess(...node("src/handlers/index.js", "handler", ...flags)),
  overlay: handlerOf(LEDGER),
});

/** Workloads of every size but national. No image's own command is used: those of two services do not start. */
const CORE: Readonly<Record<string, Service>> = {
  "central-ledger": { ...ledgerProcess(...node("src/api/index.js")), portName: "ledger" },
  "ml-api-adapter": {
    image: "transfers",
    command: node("src/api/index.js"),
    port: 3000,
    portName: "transfers",
    health: "/health",
    overlay: ADAPTER,
    usesTopics: true,
    needsLedger: true,
  },
  "account-lookup": {
    image: "lookup",
    command: node("src/index.js", "server", "--api"),
    port: 4002,
    portName: "lookup",
    health: "/health",
    overlay: LOOKUP,
    database: "account-lookup",
    needsLedger: true,
  },
  "account-lookup-admin": {
    image: "lookup",
    command: node("src/index.js", "server", "--admin"),
    port: 4001,
    portName: "lookup-admin",
    health: "/health",
    overlay: LOOKUP,
    database: "account-lookup",
  },
  oracle: {
    image: "oracle",
    command: node("./dist/src/cli.js"),
    port: 3000,
    portName: "oracle",
    health: "/health",
    database: "oracle",
  },
  quoting: {
    image: "quoting",
    command: node("src/index.js"),
    port: 3002,
    portName: "quotes",
    health: "/health",
    overlay: QUOTING,
    usesTopics: true,
  },
  "quoting-handler": {
    image: "quoting",
    command: node("src/handlers/index.js", "h", "--quotes"),
    port: 3003,
    health: "/health",
    overlay: QUOTING,
    database: "quoting",
    usesTopics: true,
    needsLedger: true,
  },
  settlement: {
    image: "settlement",
    command: node("src/api/index.js"),
    port: 3007,
    portName: "settlement",
    health: "/v2/health",
    overlay: SETTLEMENT,
    database: "settlement",
    usesTopics: true,
    needsLedger: true,
  },
  "settlement-handler": {
    image: "settlement",
    command: node("src/handlers/index.js", "h", "--deferredSettlement"),
    port: 3007,
    health: "/v2/health",
    overlay: handlerOf(SETTLEMENT),
    database: "settlement",
    usesTopics: true,
    needsLedger: true,
  },
};

/**
 * The handlers apart. Never `--positionbatch` beside `--position`: without a map of its own it reads the same topic
 * from the beginning, and books everything a second time.
 */
const HANDLERS: Readonly<Record<string, Service>> = {
  "ledger-prepare": ledgerHandler("--prepare"),
  "ledger-position": ledgerHandler("--position"),
  "ledger-fulfil": ledgerHandler("--fulfil"),
  // One process: without a lock in Redis, two would end the same transfers.
  "ledger-rest": ledgerHandler("--timeout", "--admin", "--get"),
  notification: {
    image: "transfers",
    command: node("src/handlers/index.js", "handler", "--notification"),
    port: 3000,
    health: "/health",
    overlay: handlerOf(ADAPTER),
    usesTopics: true,
    needsLedger: true,
  },
};

/** Whether one process of the ledger and one of ml-api-adapter do what their handlers do. */
export function isTogether(size: Size): boolean {
  return size === "demo";
}

/** The workloads of the core, by component. */
export function servicesOf(size: Size): Readonly<Record<string, Service>> {
  return isTogether(size) ? CORE : { ...CORE, ...HANDLERS };
}
