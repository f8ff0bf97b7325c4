import type { PartBackup } from "../../spi/index.ts";

const ENDING = "-- country-stack: end\n";

/**
 * All roles and databases as SQL. The superuser is there already when it comes back; it gets the password of that
 * time, which is the one in its Secret.
 */
const TAKE = `set -eu
export PGUSER=postgres PGHOST=/var/run/postgresql PGDATABASE=postgres
globals=$(pg_dumpall --globals-only)
printf '%s\\n' "$globals" | sed '/^CREATE ROLE postgres;$/d'
databases=$(psql --no-psqlrc --tuples-only --no-align --command \\
  "SELECT datname FROM pg_database WHERE datallowconn AND datname NOT IN ('template0', 'template1', 'postgres') ORDER BY datname")
printf '%s\\n' "$databases" | while IFS= read -r database; do
  [ -z "$database" ] || pg_dump --create --dbname="$database"
done
printf '\\\\connect postgres\\n'
pg_dump --dbname=postgres
printf '%s\\n' '${ENDING.trimEnd()}'
`;

const PUT = `set -eu
export PGUSER=postgres PGHOST=/var/run/postgresql PGDATABASE=postgres
exec psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --output /dev/null --file -`;

/** Dumps of all databases of one server, put into a new server that nobody else reaches yet. */
export const postgresBackup: PartBackup = {
  container: "postgres",
  take: ["sh", "-c", TAKE],
  ending: ENDING,
  put: ["sh", "-c", PUT],
  when: "running",
  consistency:
    "each database is as it was at one moment (one transaction of pg_dump); two of one server, at two",
};
