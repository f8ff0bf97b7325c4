import {
  FORMER_VERSION,
  postgresImage as nameOf,
  POSTGRES_VERSION,
} from "../../charts/platform/postgres/image.ts";
import { checkLibraries, listVersions, unpackDebianRoot } from "./debian-root.ts";
import type { SoftwareImage } from "./software-image.ts";

const BIN = "/usr/lib/postgresql/15/bin";

const packages = [
  ...["libc6", "libgcc-s1", "libstdc++6", "libcrypt1"],
  ...["libssl3", "zlib1g", "liblz4-1", "libzstd1", "liblzma5", "libicu72", "libxml2", "libuuid1"],
  ...["libreadline8", "libtinfo6", "libldap-2.5-0", "libsasl2-2", "libpam0g", "libaudit1", "libcap-ng0"],
  ...["libgssapi-krb5-2", "libkrb5-3", "libk5crypto3", "libkrb5support0", "libcom-err2", "libkeyutils1"],
  ...["libselinux1", "libpcre2-8-0", "libsystemd0", "libcap2", "libgcrypt20", "libgpg-error0", "libgnutls30"],
  ...[
    "libp11-kit0",
    "libffi8",
    "libidn2-0",
    "libunistring2",
    "libtasn1-6",
    "libnettle8",
    "libhogweed6",
    "libgmp10",
  ],
  ...["libc-bin", "tzdata"],
];

/** What of PostgreSQL itself is unpacked: all of one minor release. */
const own = ["postgresql-15", "postgresql-client-15", "libpq5"];

/**
 * The minor releases of PostgreSQL 15 that Debian has, newest first. Between two of its own releases there are two: that
 * of its last one and that of its security updates.
 */
export function listMinors(): Promise<readonly string[]> {
  return listVersions("postgresql-15");
}

/** Debian's newest PostgreSQL under the name of the official image. */
export const postgresImage: SoftwareImage = {
  ...imageOf(async () => (await listMinors())[0]),
  reference: nameOf(POSTGRES_VERSION),
  contents: "PostgreSQL 15 of Debian 12",
};

/** The oldest minor release of it that Debian has, under the name of the former release's image. */
export const formerPostgresImage: SoftwareImage = {
  ...imageOf(async () => (await listMinors()).at(-1)),
  reference: nameOf(FORMER_VERSION),
  contents: "PostgreSQL 15 of Debian 12, the oldest minor release that is there",
};

function imageOf(minor: () => Promise<string | undefined>): Omit<SoftwareImage, "reference" | "contents"> {
  return {
    recipe: import.meta.filename,
    entrypoint: ["postgres"],
    user: "999:999",
    env: { PATH: `${BIN}:/usr/bin`, LANG: "C.UTF-8" },
    stopSignal: "SIGINT",
    fillRoot: async () => {
      const version = await minor();
      const root = await unpackDebianRoot({
        packages: [...own.map((name) => `${name}=${version}`), ...packages],
        without: ["usr/lib/postgresql/15/lib/{bitcode,llvmjit*}", "etc/init.d"],
        users: [{ name: "postgres", id: 999, home: "/var/lib/postgresql" }],
      });
      await checkLibraries(root, [`${BIN}/postgres`, `${BIN}/initdb`, `${BIN}/psql`, `${BIN}/pg_isready`]);
      return root;
    },
  };
}
