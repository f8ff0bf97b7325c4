import type { Construct } from "constructs";
import type { ContainerProps } from "../../constructs/container.ts";
import { addGeneratedSecret } from "../../constructs/generated-secret.ts";
import { addDataClaim } from "../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../constructs/workload.ts";
import type { ProductContext } from "../spi/index.ts";
import { DATABASE_KEYS, databaseSecretName } from "./database.ts";

/** The user and group of the server in the official images of MySQL and of MariaDB. */
const USER = 999;
const VOLUME = "/var/lib/mysql";
// A volume may hold lost+found, which neither shares a folder with.
const DATA = `${VOLUME}/data`;
const SECRETS = "/run/secrets/country-stack";

/** What MySQL and MariaDB have each in their own way. */
export interface MysqlServer {
  /** The server's program. */
  readonly program: string;
  /** The command that makes the files of a new database in a folder, with a root that has no password yet. */
  readonly initialize: (folder: string) => string;
  /** Statements that are run at each start before anybody can connect, beside those for root's password. */
  readonly statements: readonly string[];
  /** The server's own settings, by name; `true` for one that takes no value. */
  readonly settings: Readonly<Record<string, string | number | true>>;
  /** The client that asks whether the server lives; it need not sign in. */
  readonly ping: string;
}

/**
 * Adds a StatefulSet with its volume and root's password. Root gets the password of the Secret at each start, before
 * anybody can connect, so that it can be rotated.
 */
export function addMysqlServer(scope: Construct, context: ProductContext, server: MysqlServer): void {
  const { stack, part, footprint } = context;
  const secret = addGeneratedSecret(scope, {
    name: databaseSecretName(part),
    values: {
      [DATABASE_KEYS.username]: { generate: "literal", value: "root" },
      [DATABASE_KEYS.password]: { generate: "password", length: 32 },
      "init.sql": { generate: "template", text: startSql(server.statements) },
    },
    rotatable: true,
  });
  const data = addDataClaim(scope, context);
  const image = context.image("server");
  const mounts = [
    { volume: "data", path: VOLUME },
    { volume: "tmp", path: "/tmp" },
  ];
  const initialize: ContainerProps = {
    name: "initialize",
    image,
    command: ["sh", "-c", initializeScript(server)],
    resources: footprint,
    mounts,
  };
  const alive = [server.ping, "ping", "--host=127.0.0.1", "--connect-timeout=4"];
  addWorkload(
    scope,
    { stack, part },
    {
      component: MAIN,
      kind: "StatefulSet",
      user: USER,
      gracePeriod: 120,
      ports: part.product.ports,
      volumes: [
        { name: "data", claim: data },
        { name: "run", emptyDir: { size: "16Mi" } },
        { name: "tmp", emptyDir: { size: "1Gi" } },
      ],
      init: [initialize],
      containers: [
        {
          name: part.product.id,
          image,
          command: [server.program, ...flags(server)],
          ports: part.product.ports,
          resources: { ...footprint, ephemeralStorage: "2Gi" },
          mounts: [...mounts, { volume: "run", path: "/var/run/mysqld" }],
          secrets: [{ secret, folder: SECRETS }],
          // After a crash it may have much to read again before it answers.
          startup: { exec: alive, period: 5, failures: 720, timeout: 5 },
          liveness: { exec: alive, period: 10, failures: 6, timeout: 5 },
          readiness: { exec: alive, period: 5, timeout: 5 },
        },
      ],
    },
  );
}

/** Makes the data aside and moves them when they are whole, so that a start that was killed can be made again. */
function initializeScript({ initialize }: MysqlServer): string {
  return `set -eu
[ ! -d ${DATA}/mysql ] || exit 0
rm -rf ${DATA}.new
${initialize(`${DATA}.new`)}
mv ${DATA}.new ${DATA}
`;
}

/** One statement a line: neither server takes two. */
function startSql(statements: readonly string[]): string {
  const password = `{{${DATABASE_KEYS.password}}}`;
  return [
    ...statements,
    `CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '${password}';`,
    `ALTER USER 'root'@'%' IDENTIFIED BY '${password}';`,
    "GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;",
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    "",
  ].join("\n");
}

function flags({ settings }: MysqlServer): string[] {
  const all: MysqlServer["settings"] = {
    datadir: DATA,
    socket: "/var/run/mysqld/mysqld.sock",
    "pid-file": "/var/run/mysqld/mysqld.pid",
    "init-file": `${SECRETS}/init.sql`,
    "character-set-server": "utf8mb4",
    "skip-name-resolve": true,
    ...settings,
  };
  return Object.entries(all).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));
}
