import type { ContainerProps } from "../../../constructs/container.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addDataClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import type { BuildChart } from "../../spi/index.ts";
import { DATABASE_KEYS, databaseSecretName } from "../database.ts";
import { mebibytesOf } from "../share.ts";

/** The user and group of PostgreSQL in its official image for Debian. */
const USER = 999;
const VOLUME = "/var/lib/postgresql/data";
// A volume may hold lost+found, which initdb refuses to share a folder with.
const DATA = `${VOLUME}/pgdata`;
const SECRETS = "/run/secrets/country-stack";

/** Makes the data aside and moves them when they are whole, so that a start that was killed can be made again. */
const INITIALIZE = `set -eu
if [ ! -s ${DATA}/PG_VERSION ]; then
  rm -rf ${DATA}.new
  initdb --pgdata=${DATA}.new --username=postgres --pwfile=${SECRETS}/${DATABASE_KEYS.password} \\
    --encoding=UTF8 --auth-host=scram-sha-256 --auth-local=trust --data-checksums
  echo 'host all all all scram-sha-256' >> ${DATA}.new/pg_hba.conf
  mv ${DATA}.new ${DATA}
fi
# A pod's group is given to its volume, and PostgreSQL refuses data that a group may read.
chmod 0700 ${DATA}
`;

/** One StatefulSet with its volume, and the superuser's password, which only the part that it serves may read. */
const build: BuildChart<{ readonly maxConnections: number }> = (scope, context) => {
  const { stack, part, options, footprint } = context;
  const secret = addGeneratedSecret(scope, {
    name: databaseSecretName(part),
    values: {
      [DATABASE_KEYS.username]: { generate: "literal", value: "postgres" },
      [DATABASE_KEYS.password]: { generate: "password", length: 32 },
    },
    rotatable: false,
    why: "PostgreSQL takes the password when its volume is new; change it with ALTER ROLE",
  });
  const data = addDataClaim(scope, context);
  const ready = ["pg_isready", "--username", "postgres", "--host", "127.0.0.1"];
  const image = context.image("server");
  const mounts = [
    { volume: "data", path: VOLUME },
    { volume: "tmp", path: "/tmp" },
    { volume: "shm", path: "/dev/shm" },
  ];
  const initialize: ContainerProps = {
    name: "initialize",
    image,
    command: ["sh", "-c", INITIALIZE],
    resources: footprint,
    mounts,
    secrets: [{ secret, folder: SECRETS }],
  };
  addWorkload(
    scope,
    { stack, part },
    {
      component: MAIN,
      kind: "StatefulSet",
      user: USER,
      gracePeriod: 60,
      ports: part.product.ports,
      volumes: [
        { name: "data", claim: data },
        { name: "run", emptyDir: { size: "16Mi" } },
        { name: "tmp", emptyDir: { size: "64Mi" } },
        { name: "shm", emptyDir: { size: "256Mi", memory: true } },
      ],
      init: [initialize],
      containers: [
        {
          name: "postgres",
          image,
          command: ["postgres", "-D", DATA, ...settings(options.maxConnections, footprint.memory)],
          ports: part.product.ports,
          resources: footprint,
          mounts: [...mounts, { volume: "run", path: "/var/run/postgresql" }],
          // After a crash it may have much to read again before it answers.
          startup: { exec: ready, period: 5, failures: 720, timeout: 5 },
          liveness: { exec: ready, period: 10, failures: 6, timeout: 5 },
          readiness: { exec: ready, period: 5, timeout: 5 },
        },
      ],
    },
  );
};

function settings(maxConnections: number, memory: string): string[] {
  const values = {
    listen_addresses: "*",
    unix_socket_directories: "/var/run/postgresql",
    max_connections: maxConnections,
    shared_buffers: `${mebibytesOf(memory, 0.25)}MB`,
    password_encryption: "scram-sha-256",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

export default build;
