/** The release of PostgreSQL that is installed, and whose client others use to set up databases. */
export const POSTGRES_VERSION = "16.14";

/** The minor release before it: the way from one to the other is the way of every minor release. */
export const FORMER_VERSION = "16.13";

/** PostgreSQL's official image of a release. */
export function postgresImage(version: string): string {
  return `docker.io/library/postgres:${version}-bookworm`;
}

/** Its official image; one for servers and clients, so that a node pulls it once. */
export const POSTGRES_IMAGE = postgresImage(POSTGRES_VERSION);
