import type { Construct } from "constructs";
import { clusterAddress } from "../../../constructs/address.ts";
import type { ContainerProps } from "../../../constructs/container.ts";
import { addGeneratedSecret, type GeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addJob } from "../../../constructs/job.ts";
import { addInternalFlows } from "../../../constructs/network-policy.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import { addSettings, programArgs, SETTINGS_FOLDER } from "../../own-program.ts";
import { createDatabase } from "../../platform/create-database.ts";
import { serviceOf } from "../../platform/database.ts";
import { type BuildChart, OWN_USER, type ProductContext, partOf, type Size } from "../../spi/index.ts";
import { baseOf, type KeycloakOptions, type KeycloakSetup } from "./settings.ts";

type Context = ProductContext<KeycloakOptions>;

/** The user of Keycloak's image. */
const USER = 1000;
const REPLICAS: Readonly<Record<Size, number>> = { demo: 1, district: 2, national: 3 };
const SECRETS = "/run/secrets/country-stack";
const CLIENTS = "/run/secrets/clients";
const ADMINISTRATOR = "country-stack";
const DATABASE = "keycloak";
/** What replicas talk to each other by: JGroups, and its failure detection. */
const CLUSTER_PORTS = [7800, 57_800];

/** Keycloak's servers, their accounts, and the job that makes the realm and its clients. */
const build: BuildChart<KeycloakOptions> = (scope, context) => {
  const { stack, part } = context;
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-keycloak`,
    values: {
      administrator: { generate: "password", length: 40 },
      database: { generate: "password", length: 40 },
    },
    rotatable: false,
    why: "Keycloak takes the administrator's password when its database is new; change it in the console",
  });
  addServers(scope, context, secret);
  addSetup(scope, context, secret);
  const replicas = replicasOf(context);
  addInternalFlows(scope, { stack, part }, [
    { from: "setup", to: MAIN, ports: [part.product.ports["http"] ?? 0] },
    ...(replicas > 1 ? [{ from: MAIN, to: MAIN, ports: CLUSTER_PORTS }] : []),
  ]);
};

function replicasOf({ stack, part }: Context): number {
  return part.overrides.replicas ?? REPLICAS[stack.size];
}

function addServers(scope: Construct, context: Context, secret: GeneratedSecret): void {
  const { stack, part, footprint } = context;
  const server = serviceOf(scope, context, "postgres");
  const replicas = replicasOf(context);
  const share = (total: number) => Math.floor(total / replicas);
  const memory = formatBytes(share(parseBytes(footprint.memory)));
  const folders = [
    { volume: "tmp", path: "/tmp" },
    { volume: "data", path: "/opt/keycloak/data" },
  ];
  const image = context.image("server");
  const prepare: ContainerProps = {
    name: "prepare",
    image,
    // What `kc.sh start` writes when it finds other settings than those that it was built with.
    command: ["cp", "-r", "/opt/keycloak/lib/quarkus/.", "/quarkus"],
    resources: { cpu: "10m", memory: "32Mi" },
    mounts: [{ volume: "quarkus", path: "/quarkus" }],
  };
  const probe = (path: string) => ({ http: { path, port: part.product.ports["management"] ?? 0 } });
  addWorkload(
    scope,
    { stack, part },
    {
      component: MAIN,
      kind: "Deployment",
      replicas,
      user: USER,
      ports: part.product.ports,
      volumes: [
        { name: "tmp", emptyDir: { size: "64Mi" } },
        { name: "data", emptyDir: { size: "256Mi" } },
        { name: "quarkus", emptyDir: { size: "256Mi" } },
      ],
      init: [
        createDatabase(context.image("database"), server, {
          database: DATABASE,
          role: DATABASE,
          secret,
          key: "database",
        }),
        prepare,
      ],
      containers: [
        {
          name: "keycloak",
          image,
          args: ["start"],
          env: {
            ...settingsOf(context, replicas),
            KC_DB_URL_HOST: server.host,
            KC_DB_URL_PORT: String(server.port),
            KC_DB_PASSWORD: { secret, key: "database" },
            KC_BOOTSTRAP_ADMIN_PASSWORD: { secret, key: "administrator" },
          },
          ports: part.product.ports,
          resources: {
            cpu: formatCpu(share(parseCpu(footprint.cpu))),
            memory,
            // Its start compiles what was configured, which takes a core for a quarter of a minute.
            cpuLimit: "2",
            memoryLimit: formatBytes(parseBytes(memory) * 2),
          },
          mounts: [...folders, { volume: "quarkus", path: "/opt/keycloak/lib/quarkus" }],
          startup: { ...probe("/health/started"), period: 5, failures: 120 },
          liveness: { ...probe("/health/live"), failures: 6, timeout: 5 },
          readiness: { ...probe("/health/ready"), period: 5, timeout: 5 },
        },
      ],
    },
  );
}

/** Keycloak's settings that are no secret; those of the build come first, as Keycloak's guide tells them apart. */
function settingsOf({ options, stack }: Context, replicas: number): Record<string, string> {
  return {
    KC_DB: "postgres",
    KC_HEALTH_ENABLED: "true",
    KC_METRICS_ENABLED: "true",
    KC_HTTP_RELATIVE_PATH: options.relativePath,
    KC_HTTP_MANAGEMENT_RELATIVE_PATH: "/",
    KC_CACHE: replicas > 1 ? "ispn" : "local",
    KC_DB_URL_DATABASE: DATABASE,
    KC_DB_USERNAME: DATABASE,
    KC_HTTP_ENABLED: "true",
    KC_PROXY_HEADERS: "xforwarded",
    ...(options.hostname === undefined
      ? { KC_HOSTNAME_STRICT: "false" }
      : { KC_HOSTNAME: options.hostname, KC_HOSTNAME_BACKCHANNEL_DYNAMIC: "true" }),
    KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR,
    KC_LOG_LEVEL: stack.environment === "development" ? "info" : "warn",
  };
}

/** The job that makes the realm, its roles, and a client for each part that is linked here. */
function addSetup(scope: Construct, context: Context, secret: GeneratedSecret): void {
  const { stack, part, options } = context;
  const users = [...new Set(context.usedBy.map((link) => link.from))].sort();
  const clients =
    users.length === 0
      ? undefined
      : addGeneratedSecret(scope, {
          name: `${part.name}-clients`,
          values: Object.fromEntries(users.map((user) => [user, { generate: "password", length: 48 }])),
          rotatable: true,
        });
  const setup: KeycloakSetup = {
    url: `${clusterAddress(stack, part.name, "http")}${baseOf(options.relativePath)}`,
    administrator: ADMINISTRATOR,
    administratorPasswordFile: `${SECRETS}/administrator`,
    realm: options.realm,
    realmTitle: stack.country.name,
    accessTokenLifespan: options.accessTokenMinutes * 60,
    roles: options.roles,
    clients: users.map((user) => ({
      id: user,
      title: partOf(stack, user).product.title,
      redirectUris: options.redirectUris[user] ?? [],
      secretFile: `${CLIENTS}/${user}`,
    })),
  };
  const files = addSettings(scope, `${part.name}-setup`, setup);
  addJob(
    scope,
    { stack, part },
    {
      component: "setup",
      user: OWN_USER,
      volumes: [{ name: "configuration", files }],
      containers: [
        {
          name: "setup",
          image: context.image("setup"),
          args: programArgs("keycloak", "bootstrap"),
          resources: { cpu: "50m", memory: "96Mi" },
          mounts: [{ volume: "configuration", path: SETTINGS_FOLDER, readOnly: true }],
          secrets: [
            { secret, folder: SECRETS },
            ...(clients === undefined ? [] : [{ secret: clients, folder: CLIENTS }]),
          ],
        },
      ],
    },
  );
}

export default build;
