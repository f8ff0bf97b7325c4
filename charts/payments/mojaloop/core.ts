import type { Construct } from "constructs";
import type { ContainerProps, EnvironmentValue } from "../../../constructs/container.ts";
import { addFiles } from "../../../constructs/files.ts";
import { addJob } from "../../../constructs/job.ts";
import type { Volume } from "../../../constructs/pod.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import { programArgs } from "../../own-program.ts";
import { awaitMigrated, createDatabase, markMigrated, passwordOf } from "./databases.ts";
import { DATABASES, overlaysOf } from "./overlay.ts";
import { OWN_CONTAINER, ownFiles } from "./own-container.ts";
import { type Plan, resourcesOf } from "./plan.ts";
import { isTogether, type Service, servicesOf } from "./services.ts";
import type { AwaitSettings } from "./settings.ts";
import { TOPICS } from "./topics.ts";

/** The user of Mojaloop's images. */
const USER = 1001;
const OVERLAYS = "/etc/mojaloop";
const KNEX = ["node", "node_modules/knex/bin/cli.js"];
const KNEXFILE = ["--knexfile", "config/knexfile.js"];

/** Adds the services of the core, each waiting for what it cannot do without, and the jobs that make their tables. */
export function addCore(scope: Construct, plan: Plan): void {
  const { context, hub, broker, database } = plan;
  const { part, stack, options } = context;
  const overlays = overlaysOf({
    database: database.server,
    broker: `${broker.host}:${broker.port}`,
    hub,
    options,
    together: isTogether(stack.size),
  });
  const files = addFiles(
    scope,
    `${part.name}-overlays`,
    Object.fromEntries(Object.entries(overlays).map(([name, overlay]) => [name, formatJson(overlay)])),
  );
  const volume: Volume = { name: "overlays", files };
  for (const [component, service] of Object.entries(servicesOf(stack.size))) {
    addService(scope, plan, component, service, volume);
  }
  addMigrations(scope, plan, volume);
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function addService(
  scope: Construct,
  plan: Plan,
  component: string,
  service: Service,
  overlays: Volume,
): void {
  const { context, database } = plan;
  const { stack, part } = context;
  const { port, portName = component, health } = service;
  const { replicas, ...resources } = resourcesOf(plan, component);
  const waiting = addWaiting(scope, plan, component, service);
  addWorkload(
    scope,
    { stack, part },
    {
      component,
      kind: "Deployment",
      replicas,
      user: USER,
      // With the broker gone it would never end by itself.
      gracePeriod: 10,
      ...(service.portName === undefined ? {} : { ports: { [portName]: port } }),
      volumes: [
        { name: "tmp", emptyDir: { size: "16Mi" } },
        ...(service.overlay === undefined ? [] : [overlays]),
        ...waiting.volumes,
      ],
      init: [
        ...(service.database === undefined ? [] : [awaitMigrated(database, service.database)]),
        ...waiting.init,
      ],
      containers: [
        {
          ...containerOf(plan, component, service),
          command: service.command,
          ports: { [shortName(portName)]: port },
          resources,
          startup: { http: { path: health, port }, period: 5, failures: 60, timeout: 10 },
          // Consumers call themselves ill while their group is being shared out anew: that ends by itself.
          liveness: { tcp: port, period: 15, failures: 8, timeout: 10 },
          readiness: { http: { path: health, port }, period: 15, failures: 3, timeout: 10 },
        },
      ],
    },
  );
}

/** Kubernetes takes 15 characters. */
function shortName(name: string): string {
  return name.slice(0, 15).replace(/-$/, "");
}

/** What every process of a service has: its image, overlay and password. */
function containerOf(
  { context, database }: Plan,
  name: string,
  service: Service,
): Pick<ContainerProps, "name" | "image" | "env" | "mounts"> {
  const { overlay, database: user } = service;
  const prefix = overlay?.prefix ?? "ALS_MSISDN_ORACLE";
  const passwordName = overlay === undefined ? `${prefix}_DATABASE_PASSWORD` : `${prefix}_DATABASE__PASSWORD`;
  const { server, secret } = database;
  const oracle: Record<string, EnvironmentValue> = {
    [`${prefix}_DATABASE_HOST`]: server.host,
    [`${prefix}_DATABASE_PORT`]: String(server.port),
    [`${prefix}_DATABASE_USER`]: DATABASES.oracle.user,
    [`${prefix}_DATABASE_NAME`]: DATABASES.oracle.database,
  };
  return {
    name,
    image: context.image(service.image),
    env: {
      LOG_LEVEL: "info",
      // Each transfer with all its headers would be in the log.
      EVENT_SDK_AUDIT: "off",
      ...(overlay === undefined ? oracle : { [`${prefix}_config`]: `${OVERLAYS}/${overlay.file}` }),
      ...(user === undefined ? {} : { [passwordName]: passwordOf(secret, user) }),
    },
    mounts: [
      { volume: "tmp", path: "/tmp" },
      ...(overlay === undefined ? [] : [{ volume: "overlays", path: OVERLAYS, readOnly: true }]),
    ],
  };
}

/** The init container that waits for topics and for the ledger, where the service needs them. */
function addWaiting(
  scope: Construct,
  plan: Plan,
  component: string,
  { usesTopics, needsLedger }: Service,
): { readonly init: readonly ContainerProps[]; readonly volumes: readonly Volume[] } {
  if (usesTopics !== true && needsLedger !== true) return { init: [], volumes: [] };
  const wanted: AwaitSettings = {
    ...(usesTopics === true ? { broker: plan.broker } : {}),
    topics: usesTopics === true ? TOPICS : [],
    healthy: needsLedger === true ? [`${plan.hub.ledger}/health`] : [],
  };
  const volume = ownFiles(scope, plan, `${component}-await`, wanted);
  return {
    init: [
      {
        ...OWN_CONTAINER,
        name: "await",
        image: plan.context.image("own"),
        args: programArgs("mojaloop", "await"),
        resources: { cpu: "10m", memory: "64Mi" },
      },
    ],
    volumes: [volume],
  };
}

/** One job for each database: one pod that makes it, migrates, seeds, and notes that it is done. */
function addMigrations(scope: Construct, plan: Plan, overlays: Volume): void {
  const { context, database } = plan;
  const services = servicesOf(context.stack.size);
  const step = (component: string, name: string, command: readonly string[]): ContainerProps => ({
    ...containerOf(plan, component, services[component] as Service),
    name,
    command,
    resources: { cpu: "100m", memory: "256Mi" },
  });
  const migrate = (
    owner: "central-ledger" | "account-lookup" | "oracle",
    steps: readonly ContainerProps[],
    seeded: Readonly<Record<string, number>>,
  ) =>
    addJob(scope, context, {
      component: `migrate-${owner}`,
      beginsAnew: true,
      user: USER,
      volumes: [{ name: "tmp", emptyDir: { size: "64Mi" } }, ...(owner === "oracle" ? [] : [overlays])],
      init: [createDatabase(database, owner, "anew"), ...steps],
      containers: [markMigrated(database, owner, seeded)],
    });
  migrate(
    "central-ledger",
    [
      step("central-ledger", "migrate", [...KNEX, "migrate:latest", ...KNEXFILE]),
      step("central-ledger", "seed", [...KNEX, "seed:run", ...KNEXFILE]),
    ],
    { currency: 150, endpointType: 50, participant: 1 },
  );
  // Its seeds may fail without saying so.
  migrate("account-lookup", [npm(step("account-lookup-admin", "migrate", ["npm", "run", "migrate"]))], {
    partyIdType: 10,
    currency: 150,
    endpointType: 6,
  });
  // Never its seeds: they delete all phone numbers, or put test numbers beside them.
  migrate("oracle", [npm(step("oracle", "migrate", ["npm", "run", "migrate:latest"]))], {});
}

/** npm keeps a cache and asks for newer releases of itself, unless it is told otherwise. */
function npm(container: ContainerProps): ContainerProps {
  const env = { HOME: "/tmp", npm_config_cache: "/tmp/npm", npm_config_update_notifier: "false" };
  return { ...container, env: { ...container.env, ...env } };
}
