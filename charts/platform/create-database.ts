import type { ContainerProps } from "../../constructs/container.ts";
import type { ExistingSecret } from "../../constructs/mounted-secret.ts";
import { DATABASE_KEYS, type ServiceAccess } from "./database.ts";

/** A database of a part's own, on a PostgreSQL server on which it may make one. */
export interface OwnDatabase {
  /** Names of the database and of its owner: lower-case letters, digits and underscores. */
  readonly database: string;
  readonly role: string;
  /** Where the owner's password stands, under `key`. */
  readonly secret: ExistingSecret;
  readonly key: string;
}

// psql's own variables keep names and passwords out of the SQL's text, and of every process list.
const SQL = String.raw`
\getenv role ROLE
\getenv password ROLE_PASSWORD
\getenv database DATABASE
SELECT format('CREATE ROLE %I LOGIN', :'role')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" PASSWORD :'password';
SELECT format('GRANT %I TO CURRENT_USER', :'role') \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
`.trim();

const SCRIPT = `until pg_isready --quiet; do sleep 1; done
exec psql --no-psqlrc --quiet --dbname postgres --set ON_ERROR_STOP=1 --file -`;

/**
 * An init container that waits for the server and makes the database and its owner where they are not there. The
 * owner gets today's password each time, so that a rotation reaches the server with the next pod.
 */
export function createDatabase(image: string, server: ServiceAccess, own: OwnDatabase): ContainerProps {
  return {
    name: `create-${own.database.replaceAll("_", "-")}`,
    image,
    command: ["sh", "-c", `${SCRIPT} <<'SQL'\n${SQL}\nSQL\n`],
    env: {
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: server.username ?? { secret: server.secret, key: DATABASE_KEYS.username },
      PGPASSWORD: { secret: server.secret, key: DATABASE_KEYS.password },
      PGCONNECT_TIMEOUT: "5",
      ROLE: own.role,
      ROLE_PASSWORD: { secret: own.secret, key: own.key },
      DATABASE: own.database,
    },
    resources: { cpu: "10m", memory: "32Mi", memoryLimit: "64Mi" },
    // The shell keeps the text of a here-document in a file.
    mounts: [{ volume: "tmp", path: "/tmp" }],
  };
}
