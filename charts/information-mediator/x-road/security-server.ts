import type { Construct } from "constructs";
import type { ContainerProps } from "../../../constructs/container.ts";
import type { ExistingSecret } from "../../../constructs/mounted-secret.ts";
import { formatBytes, parseBytes } from "../../../constructs/quantity.ts";
import { addVolumeClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import { DATABASE_KEYS, serviceOf } from "../../platform/database.ts";
import type { Footprint, Organization, ProductContext } from "../../spi/index.ts";
import type { XRoadOptions } from "./options.ts";
import { PORTS } from "./ports.ts";
import { ROOT_DEVIATIONS, ROOT_STORAGE } from "./root-container.ts";
import { databasePrefix, serverComponent } from "./servers.ts";
import { ADMINISTRATOR } from "./setup.ts";

/** The user that owns X-Road's files in the image; volumes keep what the image gives them. */
const USER = 999;
const ACME_FOLDER = "/run/secrets/acme";
/** The part of a server's storage that its configuration has. */
const CONFIGURATION = "512Mi";

/** The Secrets of all servers: a value for each component. */
export interface ServerSecrets {
  readonly passwords: ExistingSecret;
  readonly pins: ExistingSecret;
}

/** Adds an organization's security server: one pod, its configuration with its keys, and its archive. */
export function addSecurityServer(
  scope: Construct,
  context: ProductContext<XRoadOptions>,
  organization: Organization,
  share: Footprint,
  secrets: ServerSecrets,
): void {
  const { stack, part, options } = context;
  const component = serverComponent(organization);
  const name = `${part.name}-${component}`;
  const { storageClass } = part.overrides;
  const archive = formatBytes(parseBytes(share.storage) - parseBytes(CONFIGURATION));
  addVolumeClaim(scope, { name: `${name}-configuration`, storage: CONFIGURATION, storageClass });
  addVolumeClaim(scope, { name: `${name}-archive`, storage: archive, storageClass });
  addWorkload(
    scope,
    { stack, part },
    {
      component,
      kind: "StatefulSet",
      user: USER,
      keepsModes: true,
      gracePeriod: 90,
      ports: portsOf(options),
      volumes: [
        { name: "configuration", claim: `${name}-configuration` },
        { name: "archive", claim: `${name}-archive` },
      ],
      containers: [
        {
          name: "security-server",
          image: context.image(`server-${options.variant}`),
          env: environmentOf(scope, context, organization, secrets),
          ports: portsOf(options),
          resources: { cpu: share.cpu, memory: share.memory, cpuLimit: "4", ephemeralStorage: ROOT_STORAGE },
          mounts: [
            { volume: "configuration", path: "/etc/xroad" },
            { volume: "archive", path: "/var/lib/xroad" },
          ],
          // The first start makes databases, keys and configuration, which takes minutes.
          startup: { tcp: PORTS.admin, period: 10, failures: 120 },
          liveness: { tcp: PORTS.admin, period: 10, failures: 6, timeout: 5 },
          // Port 5588 says no until the bootstrap is over, which itself needs the server to be ready.
          readiness: { http: { path: "/", port: PORTS.admin, scheme: "HTTPS" }, period: 10, timeout: 5 },
          deviations: ROOT_DEVIATIONS,
          ...acmeOf(options),
        },
      ],
    },
  );
}

function portsOf({ member }: XRoadOptions): Record<string, number> {
  const { acme, ...ports } = PORTS;
  return member?.authority.acme === undefined ? ports : { ...ports, acme };
}

function environmentOf(
  scope: Construct,
  context: ProductContext<XRoadOptions>,
  organization: Organization,
  { passwords, pins }: ServerSecrets,
): NonNullable<ContainerProps["env"]> {
  const { stack, options } = context;
  const database = serviceOf(scope, context, "postgres");
  const key = serverComponent(organization);
  return {
    XROAD_TOKEN_PIN: { secret: pins, key },
    XROAD_ADMIN_USER: ADMINISTRATOR,
    XROAD_ADMIN_PASSWORD: { secret: passwords, key },
    XROAD_DB_HOST: database.host,
    XROAD_DB_PORT: String(database.port),
    XROAD_DB_PWD: { secret: database.secret, key: DATABASE_KEYS.password },
    // One database server has the databases of all of them.
    XROAD_DATABASE_NAME: databasePrefix(stack.name, organization),
    XROAD_LOG_LEVEL: options.logLevel,
    ...(options.member?.authority.acme === undefined
      ? {}
      : { XROAD_PROXY_UI_API_ACME_CHALLENGE_PORT_ENABLED: "true" }),
  };
}

/**
 * What ACME needs lies among X-Road's own configuration, which the start script writes into an empty volume: the files
 * are put there once it has.
 */
const PUT_ACME = `n=0
until [ -d /etc/xroad/conf.d ]; do n=$((n + 1)); [ "$n" -lt 300 ] || exit 1; sleep 1; done
install -o xroad -g xroad -m 0640 ${ACME_FOLDER}/acme.yml ${ACME_FOLDER}/mail.yml /etc/xroad/conf.d/`;

function acmeOf({ member }: XRoadOptions): Pick<ContainerProps, "afterStart" | "secrets"> {
  const acme = member?.authority.acme;
  if (acme === undefined) return {};
  return {
    afterStart: ["sh", "-c", PUT_ACME],
    secrets: [{ secret: { name: acme.secretRef }, folder: ACME_FOLDER }],
  };
}
