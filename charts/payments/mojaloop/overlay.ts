import type { HubAddresses, MojaloopOptions } from "./settings.ts";

/** What a service's own configuration is overlaid with; lists replace lists, all else is merged (npm `rc`). */
export type Overlay = Readonly<Record<string, unknown>>;

/** What overlays are made of. Passwords come as variables of the environment. */
export interface OverlayFacts {
  readonly database: { readonly host: string; readonly port: number };
  readonly broker: string;
  readonly hub: HubAddresses;
  readonly options: Pick<MojaloopOptions, "ledgerDriver">;
  /** Whether one process of a service does what its handlers do. */
  readonly together: boolean;
}

/** Amounts as the ledger keeps them; ml-api-adapter's own default is two decimals. */
const AMOUNT = { PRECISION: 18, SCALE: 4 };
/** On by default in three services, and then they need a Redis cluster. */
const NO_PROXIES = { PROXY_CACHE: { enabled: false } };
/** What the hub itself sends; FSPIOP 1.1 is what all participants understand. */
const PROTOCOL = { PROTOCOL_VERSIONS: { CONTENT: { DEFAULT: "1.1" }, ACCEPT: { DEFAULT: "1" } } };

/** The user of each service's database, and the database. */
export const DATABASES = {
  "central-ledger": { database: "central_ledger", user: "central_ledger" },
  quoting: { database: "central_ledger", user: "quoting_service" },
  settlement: { database: "central_ledger", user: "central_settlement" },
  "account-lookup": { database: "account_lookup", user: "account_lookup" },
  oracle: { database: "oracle_msisdn", user: "oracle_msisdn" },
} as const;

/** A service with a database. */
export type DatabaseUser = keyof typeof DATABASES;

/** The overlays by file; handlers that are processes of their own have those of their service, without this switch. */
export function overlaysOf(facts: OverlayFacts): Readonly<Record<string, Overlay>> {
  const services = serviceOverlays(facts);
  const apart = Object.entries(services).filter(([, { HANDLERS }]) => isOff(HANDLERS));
  const handlers = apart.map(([file, overlay]) => [
    file.replace(".json", "-handler.json"),
    { ...overlay, HANDLERS: { DISABLED: false } },
  ]);
  return { ...services, ...Object.fromEntries(handlers) };
}

function isOff(handlers: unknown): boolean {
  return (handlers as { DISABLED?: boolean } | undefined)?.DISABLED === true;
}

function serviceOverlays(facts: OverlayFacts): Record<string, Overlay> {
  const { hub, together } = facts;
  const switchEndpoint = { SWITCH_ENDPOINT: hub.ledger };
  return {
    "central-ledger.json": {
      HOSTNAME: hub.ledger,
      DATABASE: { ...databaseOf(facts, "central-ledger", "SCHEMA"), DIALECT: facts.options.ledgerDriver },
      MIGRATIONS: { DISABLED: true },
      MONGODB: { DISABLED: true },
      HANDLERS: { DISABLED: !together },
      AMOUNT,
      PAYEE_PARTICIPANT_CURRENCY_VALIDATION_ENABLED: true,
      ...NO_PROXIES,
      KAFKA: brokers(facts.broker, {
        CONSUMER: {
          BULK: ["PREPARE", "PROCESSING", "FULFIL", "GET"],
          TRANSFER: ["PREPARE", "GET", "FULFIL", "POSITION", "POSITION_BATCH"],
          ADMIN: ["TRANSFER"],
          NOTIFICATION: ["EVENT"],
        },
        PRODUCER: {
          BULK: ["PROCESSING"],
          TRANSFER: ["PREPARE", "FULFIL", "POSITION"],
          NOTIFICATION: ["EVENT"],
          ADMIN: ["TRANSFER"],
        },
      }),
    },
    "ml-api-adapter.json": {
      HOSTNAME: hub.transfers,
      ENDPOINT_SOURCE_URL: hub.ledger,
      ENDPOINT_HEALTH_URL: `${hub.ledger}/health`,
      // Only here: its variables of the environment stay texts, and "false" is true.
      HANDLERS: { DISABLED: !together },
      AMOUNT,
      ...NO_PROXIES,
      PAYLOAD_CACHE: { enabled: false },
      ORIGINAL_PAYLOAD_STORAGE: "",
      ...PROTOCOL,
      KAFKA: brokers(facts.broker, {
        CONSUMER: { NOTIFICATION: ["EVENT"] },
        PRODUCER: { TRANSFER: ["PREPARE", "FULFIL", "GET"] },
      }),
    },
    "account-lookup.json": {
      ...switchEndpoint,
      DATABASE: databaseOf(facts, "account-lookup", "DATABASE"),
      RUN_MIGRATIONS: false,
      ...NO_PROXIES,
      ...PROTOCOL,
    },
    "quoting.json": {
      ...switchEndpoint,
      HOSTNAME: hub.quotes,
      DATABASE: databaseOf(facts, "quoting", "SCHEMA"),
      SIMPLE_ROUTING_MODE: true,
      PAYLOAD_CACHE: { enabled: false },
      ...NO_PROXIES,
      ...PROTOCOL,
      KAFKA: brokers(facts.broker, { CONSUMER: QUOTES, PRODUCER: QUOTES }),
    },
    "settlement.json": {
      ...switchEndpoint,
      HOSTNAME: hub.settlement,
      DATABASE: databaseOf(facts, "settlement", "SCHEMA"),
      // Its handler is a process of its own in every size: in one with others, one of them gets no messages.
      HANDLERS: { DISABLED: true },
      KAFKA: brokers(facts.broker, { CONSUMER: SETTLEMENT, PRODUCER: SETTLEMENT }),
    },
  };
}

const VERBS = ["POST", "PUT", "GET"];
const QUOTES = { QUOTE: VERBS, BULK_QUOTE: VERBS, FX_QUOTE: VERBS };
const SETTLEMENT = { DEFERREDSETTLEMENT: ["CLOSE"], NOTIFICATION: ["EVENT"] };

/** The name of the schema stands under another key in account lookup, which ignores the usual one. */
function databaseOf(
  { database: { host, port } }: OverlayFacts,
  service: DatabaseUser,
  nameKey: "SCHEMA" | "DATABASE",
): Overlay {
  const { database, user } = DATABASES[service];
  return { HOST: host, PORT: port, USER: user, [nameKey]: database };
}

type Entries = Readonly<Record<string, readonly string[]>>;

/** The broker's address for each consumer and producer: every one has a configuration of its own. */
function brokers(broker: string, roles: Readonly<Record<string, Entries>>): Overlay {
  const entry = { config: { rdkafkaConf: { "metadata.broker.list": broker } } };
  const entries = (all: Entries) =>
    Object.fromEntries(
      Object.entries(all).map(([kind, actions]) => [
        kind,
        Object.fromEntries(actions.map((action) => [action, entry])),
      ]),
    );
  return Object.fromEntries(Object.entries(roles).map(([role, all]) => [role, entries(all)]));
}
