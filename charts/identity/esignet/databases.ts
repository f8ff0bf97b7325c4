import type { ContainerProps } from "../../../constructs/container.ts";
import type { ExistingSecret } from "../../../constructs/mounted-secret.ts";
import { createDatabase } from "../../platform/create-database.ts";
import type { ServiceAccess } from "../../platform/database.ts";

/** A database of the part, its schema and its owner; the owner's password stands under the owner's name. */
export interface EsignetDatabase {
  readonly database: string;
  readonly schema: string;
  readonly role: string;
}

/** eSignet's own. */
export const ESIGNET_DATABASE: EsignetDatabase = {
  database: "mosip_esignet",
  schema: "esignet",
  role: "esignet",
};

/** That of the mock identity system, into which the schema's name is compiled. */
export const MOCK_DATABASE: EsignetDatabase = {
  database: "mosip_mockidentitysystem",
  schema: "mockidentitysystem",
  role: "mockidentitysystem",
};

/** What containers need to reach the part's databases. */
export interface DatabaseAccess {
  readonly image: string;
  readonly server: ServiceAccess;
  readonly secret: ExistingSecret;
}

/** Where the authority of the server's certificate is mounted, where the profile names one. */
export const DATABASE_CA_FOLDER = "/etc/country-stack/database";

/** The database's URL for Java; with an authority named, the server has to prove itself. */
export function jdbcUrl({ host, port, ca }: ServiceAccess, { database, schema }: EsignetDatabase): string {
  const verified = ca === undefined ? "" : `&sslmode=verify-full&sslrootcert=${DATABASE_CA_FOLDER}/ca.crt`;
  return `jdbc:postgresql://${host}:${port}/${database}?currentSchema=${schema}${verified}`;
}

/** The init container that makes a database and its owner. */
export function createOwn({ image, server, secret }: DatabaseAccess, own: EsignetDatabase): ContainerProps {
  const { database, role } = own;
  return createDatabase(image, server, { database, role, secret, key: role });
}

/** The init container that waits until the schema job has written a database. */
export function awaitSchema(access: DatabaseAccess, own: EsignetDatabase): ContainerProps {
  // The job writes all in one transaction, and these rows last.
  const written = `psql --no-psqlrc --quiet --output /dev/null --command 'SELECT FROM ${own.schema}.key_policy_def'`;
  return {
    ...asOwner(access, own),
    name: "await-schema",
    command: ["sh", "-c", `until ${written} 2>/dev/null; do sleep 2; done`],
  };
}

/** The container that writes a database by a file of SQL. */
export function writeSchema(access: DatabaseAccess, own: EsignetDatabase, folder: string): ContainerProps {
  return {
    ...asOwner(access, own),
    name: own.schema,
    command: [
      ...["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"],
      ...["--file", `${folder}/${own.schema}.sql`],
    ],
    mounts: [{ volume: "sql", path: folder, readOnly: true }],
  };
}

function asOwner({ image, server, secret }: DatabaseAccess, { database, role }: EsignetDatabase) {
  return {
    image,
    env: {
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: role,
      PGPASSWORD: { secret, key: role },
      PGDATABASE: database,
      PGCONNECT_TIMEOUT: "5",
      // "It is there already" is what every run but the first would say.
      PGOPTIONS: "-c client_min_messages=warning",
    },
    resources: { cpu: "10m", memory: "32Mi", memoryLimit: "64Mi" },
  };
}
