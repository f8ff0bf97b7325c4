import type { Construct } from "constructs";
import type { ContainerProps } from "../../../constructs/container.ts";
import { addFiles } from "../../../constructs/files.ts";
import { formatBytes, parseBytes } from "../../../constructs/quantity.ts";
import { addVolumeClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import type { Footprint, ProductContext } from "../../spi/index.ts";
import type { XRoadOptions } from "./options.ts";
import { CENTRAL, CENTRAL_PORTS } from "./ports.ts";
import { ROOT_DEVIATIONS, ROOT_STORAGE } from "./root-container.ts";
import type { ServerSecrets } from "./security-server.ts";
import { CENTRAL_ADMINISTRATOR } from "./setup.ts";

const USER = 999;
/** The folders that outlive a pod; the last one is the database of the image itself. */
const FOLDERS: Readonly<Record<string, string>> = {
  configuration: "/etc/xroad",
  data: "/var/lib/xroad",
  database: "/var/lib/postgresql/16/main",
};

/** The configuration goes round within seconds, and a bootstrap of many members is not held up. */
const OVERRIDES = `[admin-service]
global-configuration-generation-rate-in-seconds = 10

[management-service]
rate-limit-requests-per-minute = -1

[registration-service]
rate-limit-requests-per-minute = -1
`;

/**
 * The image does not fill empty volumes: what it has in its three folders goes there once, all or nothing. A volume
 * that another version filled is left alone: the image cannot upgrade one.
 */
function fillScript(version: string): string {
  const copies = Object.entries(FOLDERS).map(([name, folder]) => `  cp -a ${folder}/. /volumes/${name}/`);
  return `set -e
mark=/volumes/data/.country-stack-version
if [ ! -e "$mark" ]; then
${copies.join("\n")}
  printf '%s' '${version}' > "$mark.new"
  mv "$mark.new" "$mark"
fi
if [ "$(cat "$mark")" != '${version}' ]; then
  echo "these volumes are of central server $(cat "$mark"), which ${version} cannot take over" >&2
  exit 1
fi
install -o xroad -g xroad -m 0640 /overrides/override-zz-stack.ini /volumes/configuration/conf.d/`;
}

/**
 * The image has accounts with passwords that everybody knows. They are closed right after the start, which itself
 * takes much longer until anybody could sign in; the one that is needed gets a password of its own.
 */
const CLOSE_ACCOUNTS = `set -e
sed -n 's/^\\([^:]*\\):\\$.*/\\1/p' /etc/shadow | while read -r account; do usermod --lock "$account"; done
printf '%s:%s\\n' ${CENTRAL_ADMINISTRATOR} "$ADMINISTRATOR_PASSWORD" | chpasswd`;

/** Adds the central server of an instance of one's own: one pod with a database in it. */
export function addCentralServer(
  scope: Construct,
  context: ProductContext<XRoadOptions>,
  share: Footprint,
  { passwords, pins }: ServerSecrets,
): void {
  const { stack, part } = context;
  const name = `${part.name}-${CENTRAL}`;
  const { storageClass } = part.overrides;
  const each = Math.floor(parseBytes(share.storage) / 4 / 2 ** 20) * 2 ** 20;
  const sizes = { configuration: each, data: each, database: parseBytes(share.storage) - 2 * each };
  for (const [volume, size] of Object.entries(sizes))
    addVolumeClaim(scope, { name: `${name}-${volume}`, storage: formatBytes(size), storageClass });
  const overrides = addFiles(scope, `${name}-overrides`, { "override-zz-stack.ini": OVERRIDES });
  const image = context.image("central");
  const volumes = Object.keys(FOLDERS);
  const fill: ContainerProps = {
    name: "fill-volumes",
    image,
    command: ["sh", "-c", fillScript(part.release.version)],
    resources: { cpu: "10m", memory: "64Mi" },
    mounts: [
      ...volumes.map((volume) => ({ volume, path: `/volumes/${volume}` })),
      { volume: "overrides", path: "/overrides", readOnly: true },
    ],
    deviations: ROOT_DEVIATIONS,
  };
  addWorkload(
    scope,
    { stack, part },
    {
      component: CENTRAL,
      kind: "StatefulSet",
      user: USER,
      keepsModes: true,
      gracePeriod: 90,
      ports: CENTRAL_PORTS,
      volumes: [
        ...volumes.map((volume) => ({ name: volume, claim: `${name}-${volume}` })),
        { name: "overrides", files: overrides },
      ],
      init: [fill],
      containers: [
        {
          name: "central-server",
          image,
          env: {
            XROAD_TOKEN_PIN: { secret: pins, key: CENTRAL },
            ADMINISTRATOR_PASSWORD: { secret: passwords, key: CENTRAL },
          },
          ports: CENTRAL_PORTS,
          resources: { cpu: share.cpu, memory: share.memory, cpuLimit: "4", ephemeralStorage: ROOT_STORAGE },
          mounts: volumes.map((volume) => ({ volume, path: FOLDERS[volume] ?? "" })),
          afterStart: ["sh", "-c", CLOSE_ACCOUNTS],
          startup: { tcp: CENTRAL_PORTS.admin, period: 10, failures: 90 },
          liveness: { tcp: CENTRAL_PORTS.admin, period: 10, failures: 6, timeout: 5 },
          readiness: { tcp: CENTRAL_PORTS.configuration, period: 10, timeout: 5 },
          deviations: ROOT_DEVIATIONS,
        },
      ],
    },
  );
}
