import { selectorOf } from "../../../constructs/labels.ts";
import { DATABASES, type DatabaseUser } from "./overlay.ts";
import type { Plan } from "./plan.ts";

/** Upstream's umbrella chart. */
export const CHART = {
  chart: "mojaloop",
  version: "17.2.0",
  repository: "https://mojaloop.github.io/helm/repo",
} as const;

/** Long names of releases break the chart (mojaloop/project#2322). */
export const RELEASE = "moja";

/** Parts of the chart that are for tests, or for what the adapter does not use. */
const LEFT_OUT = [
  "simulator",
  "mojaloop-simulator",
  "thirdparty",
  "mojaloop-bulk",
  "ml-testing-toolkit",
  "mojaloop-ttk-simulators",
];

/** The chart's services by sub-chart: those with a database and whose user, those with topics. */
const SERVICES: Readonly<Record<string, Readonly<Record<string, Use>>>> = {
  centralledger: {
    "centralledger-service": { database: "central-ledger", replicas: 2 },
    "centralledger-handler-transfer-prepare": { database: "central-ledger", replicas: 4 },
    "centralledger-handler-transfer-position": { database: "central-ledger", replicas: 4 },
    "centralledger-handler-transfer-fulfil": { database: "central-ledger", replicas: 4 },
    "centralledger-handler-transfer-get": { database: "central-ledger", replicas: 1 },
    "centralledger-handler-timeout": { database: "central-ledger", replicas: 1 },
    "centralledger-handler-admin-transfer": { database: "central-ledger", replicas: 1 },
  },
  centralsettlement: {
    "centralsettlement-service": { database: "settlement", replicas: 2 },
    "centralsettlement-handler-deferredsettlement": { database: "settlement", replicas: 1 },
    "centralsettlement-handler-grosssettlement": { database: "settlement", replicas: 1 },
    "centralsettlement-handler-rules": { database: "settlement", replicas: 1 },
  },
  "ml-api-adapter": {
    "ml-api-adapter-service": { replicas: 4 },
    "ml-api-adapter-handler-notification": { replicas: 6 },
  },
  "account-lookup-service": {
    "account-lookup-service": { database: "account-lookup", replicas: 4 },
    "account-lookup-service-admin": { database: "account-lookup", replicas: 1 },
  },
  "quoting-service": {
    "quoting-service": { replicas: 3 },
    "quoting-service-handler": { database: "quoting", replicas: 3 },
  },
};

/** What a service of the chart uses, and how many pods it has. */
interface Use {
  readonly database?: DatabaseUser;
  readonly replicas: number;
}

/**
 * Values of the chart, by the keys that upstream's deployment toolkit sets (`config.kafka_host`, `config.db_host`,
 * `config.db_secret`). Passwords are in Secrets; their names are all that stands here.
 */
export function chartValues(plan: Plan): Record<string, unknown> {
  const services = Object.entries(SERVICES).map(([chart, uses]) => [
    chart,
    Object.fromEntries(Object.entries(uses).map(([name, use]) => [name, serviceValues(plan, use)])),
  ]);
  return {
    ...Object.fromEntries(services),
    "als-msisdn-oracle": serviceValues(plan, { database: "oracle", replicas: 2 }),
    ...Object.fromEntries(LEFT_OUT.map((name) => [name, { enabled: false }])),
  };
}

function serviceValues({ context, broker, database }: Plan, { database: user, replicas }: Use): unknown {
  const { part, stack } = context;
  const { pullSecret } = stack.images;
  const { host, port } = database.server;
  return {
    enabled: true,
    replicaCount: replicas > 1 ? (part.overrides.replicas ?? replicas) : replicas,
    // The network lets in and out whom it knows by these.
    podLabels: selectorOf(part),
    ingress: { enabled: false },
    ...(pullSecret === undefined ? {} : { image: { pullSecrets: [pullSecret] } }),
    config: {
      kafka_host: broker.host,
      kafka_port: broker.port,
      ...(user === undefined
        ? {}
        : {
            db_type: "mysql",
            db_driver: "mysql2",
            db_host: host,
            db_port: port,
            db_user: DATABASES[user].user,
            db_database: DATABASES[user].database,
            db_secret: { name: database.secret.name, key: user },
          }),
    },
  };
}
