import type { PartBackup } from "../../spi/index.ts";

const ENDING = "-- country-stack: end\n";

/** The client, as root with the password of the Secret; root comes back with the same one. */
const AS_ROOT = `set -eu
MYSQL_PWD=$(cat /run/secrets/country-stack/password)
export MYSQL_PWD
login='--no-defaults --user=root --socket=/var/run/mysqld/mysqld.sock'`;

const TAKE = `${AS_ROOT}
mariadb-dump $login --all-databases --single-transaction --routines --events --triggers --hex-blob --flush-privileges
printf '%s\\n' '${ENDING.trimEnd()}'`;

const PUT = `${AS_ROOT}
exec mariadb $login --batch --binary-mode`;

/** A dump of all databases of one server with its users, put into a new server that nobody else reaches yet. */
export const mariadbBackup: PartBackup = {
  container: "mariadb",
  take: ["sh", "-c", TAKE],
  ending: ENDING,
  put: ["sh", "-c", PUT],
  when: "running",
  consistency:
    "all tables of InnoDB are as they were at one moment (one transaction); others as they were when read",
};
