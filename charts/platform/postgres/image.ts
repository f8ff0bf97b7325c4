/** The release of PostgreSQL that is installed, and whose client others use to set up databases. */
export const POSTGRES_VERSION = "16.14";

/** Its official image; one for servers and clients, so that a node pulls it once. */
export const POSTGRES_IMAGE = `docker.io/library/postgres:${POSTGRES_VERSION}-bookworm`;
