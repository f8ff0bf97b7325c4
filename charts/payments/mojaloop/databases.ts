import type { ContainerProps, EnvironmentValue } from "../../../constructs/container.ts";
import type { GeneratedSecret } from "../../../constructs/generated-secret.ts";
import type { ExistingSecret } from "../../../constructs/mounted-secret.ts";
import { DATABASE_KEYS, type ServiceAccess } from "../../platform/database.ts";
import type { SecretRequest } from "../../spi/index.ts";
import { DATABASES, type DatabaseUser } from "./overlay.ts";

/** The client, the server and the Secret of the services' passwords, by service. */
export interface DatabaseSetup {
  readonly image: string;
  readonly server: ServiceAccess;
  readonly secret: GeneratedSecret;
  /** What a finished migration is marked with. */
  readonly release: string;
}

/** The table in each database with the releases whose migration has ended. */
const MARKER = "country_stack_release";
const SQL_FOLDER = "/run/secrets/country-stack";
/** Rights on the tables of another service, which it reads and writes and does not shape. */
const ON_TABLES = "SELECT, INSERT, UPDATE, DELETE";
const CLIENT = { cpu: "10m", memory: "32Mi", memoryLimit: "128Mi" } as const;

/** The passwords, one for each service, and the SQL that makes databases and users, one text for each database. */
export function databaseSecrets(): SecretRequest {
  const users = Object.keys(DATABASES) as DatabaseUser[];
  const owners: readonly DatabaseUser[] = ["central-ledger", "account-lookup", "oracle"];
  return {
    ...Object.fromEntries(users.map((user) => [user, { generate: "password", length: 40 } as const])),
    ...Object.fromEntries(
      owners.map((owner) => [`${owner}.sql`, { generate: "template", text: setupSql(owner) } as const]),
    ),
  };
}

/** Users get today's password each time, so that a rotation reaches the server. */
function setupSql(owner: DatabaseUser): string {
  const { database } = DATABASES[owner];
  const users = (Object.keys(DATABASES) as DatabaseUser[]).filter(
    (user) => DATABASES[user].database === database,
  );
  return [
    `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    ...users.flatMap((each) => {
      const name = `'${DATABASES[each].user}'@'%'`;
      const rights = each === owner ? "ALL PRIVILEGES" : ON_TABLES;
      return [
        `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY '{{${each}}}';`,
        `ALTER USER ${name} IDENTIFIED BY '{{${each}}}';`,
        `GRANT ${rights} ON ${database}.* TO ${name};`,
      ];
    }),
    "",
  ].join("\n");
}

const ASK = `ask() { mysql --host="$HOST" --port="$PORT" --user="$USER" --connect-timeout=5 --batch --skip-column-names "$@"; }`;

// MySQL takes no change of tables back. A first migration that was broken off begins with an empty database again,
// which nobody has used: all wait for the release's name in it. A later one goes on, without the lock that it left.
const CREATE = `set -eu
${ASK}
until ask --execute="SELECT 1" >/dev/null; do sleep 2; done
tables() { ask --execute="SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '$DATABASE' AND table_name LIKE '$1'"; }
if [ "$BROKEN_OFF" = anew ] && [ "$(tables ${MARKER})" = 1 ] && [ "$(ask "$DATABASE" --execute="SELECT COUNT(*) FROM ${MARKER}")" = 0 ]; then
  echo "the first migration of $DATABASE was broken off, and begins anew"
  ask --execute="DROP DATABASE $DATABASE"
fi
ask <"${SQL_FOLDER}/$OWNER.sql"
[ "$(tables %)" != 0 ] || ask "$DATABASE" --execute="CREATE TABLE ${MARKER} (name VARCHAR(64) PRIMARY KEY)"
locks=$(ask --execute="SELECT table_name FROM information_schema.columns WHERE table_schema = '$DATABASE' AND column_name = 'is_locked'")
for table in $locks; do ask --execute="UPDATE $DATABASE.$table SET is_locked = 0"; done
`;

const MARK = `set -eu
${ASK}
for seeded in $SEEDED; do
  rows=$(ask "$DATABASE" --execute="SELECT COUNT(*) FROM \${seeded%=*}")
  [ "$rows" -ge "\${seeded#*=}" ] || { echo "\${seeded%=*} has $rows rows, not \${seeded#*=}: the seeds are missing" >&2; exit 1; }
done
ask "$DATABASE" --execute="CREATE TABLE IF NOT EXISTS ${MARKER} (name VARCHAR(64) PRIMARY KEY)"
ask "$DATABASE" --execute="REPLACE INTO ${MARKER} VALUES ('$RELEASE')"
`;

const AWAIT = `${ASK}
until [ "$(ask "$DATABASE" --execute="SELECT COUNT(*) FROM ${MARKER} WHERE name = '$RELEASE'" 2>/dev/null)" = 1 ]
do echo "waiting until $DATABASE has the tables of $RELEASE"; sleep 3; done
`;

/**
 * Waits for the server, and makes a database and its users where they are not there; frees the migrations' lock. What
 * a first migration left behind that was broken off is thrown away, or kept where others than our jobs migrate.
 */
export function createDatabase(
  setup: DatabaseSetup,
  owner: DatabaseUser,
  brokenOff: "anew" | "keep",
): ContainerProps {
  const { server, secret } = setup;
  return {
    ...client(setup, "create-database", CREATE, {
      USER: server.username ?? { secret: server.secret, key: DATABASE_KEYS.username },
      MYSQL_PWD: { secret: server.secret, key: DATABASE_KEYS.password },
      OWNER: owner,
      BROKEN_OFF: brokenOff,
      DATABASE: DATABASES[owner].database,
    }),
    secrets: [{ secret, folder: SQL_FOLDER }],
  };
}

/** Notes that the tables are those of the release; `seeded` says how many rows tables have at least. */
export function markMigrated(
  setup: DatabaseSetup,
  owner: DatabaseUser,
  seeded: Readonly<Record<string, number>> = {},
): ContainerProps {
  const wanted = Object.entries(seeded).map(([table, rows]) => `${table}=${rows}`);
  return client(setup, "mark", MARK, {
    ...loginOf(setup, owner),
    SEEDED: wanted.join(" "),
    RELEASE: setup.release,
  });
}

/** Waits for that note: a service that starts before its tables are there does not recover by itself. */
export function awaitMigrated(setup: DatabaseSetup, user: DatabaseUser): ContainerProps {
  return client(setup, "await-tables", AWAIT, { ...loginOf(setup, user), RELEASE: setup.release });
}

function loginOf({ secret }: DatabaseSetup, user: DatabaseUser): Record<string, EnvironmentValue> {
  const { database, user: name } = DATABASES[user];
  return { USER: name, MYSQL_PWD: passwordOf(secret, user), DATABASE: database };
}

/** The password of a service's user, as a variable of the environment. */
export function passwordOf(secret: ExistingSecret, user: DatabaseUser): EnvironmentValue {
  return { secret, key: user };
}

function client(
  { image, server }: DatabaseSetup,
  name: string,
  script: string,
  env: Readonly<Record<string, EnvironmentValue>>,
): ContainerProps {
  return {
    name,
    image,
    command: ["sh", "-c", script],
    env: { HOST: server.host, PORT: String(server.port), ...env },
    resources: CLIENT,
  };
}
