import postgres from "../../charts/platform/postgres/product.ts";
import { checkLibraries, unpackDebianRoot } from "./debian-root.ts";
import type { SoftwareImage } from "./software-image.ts";

const BIN = "/usr/lib/postgresql/15/bin";

const packages = [
  ...["postgresql-15", "postgresql-client-15", "libpq5", "libc6", "libgcc-s1", "libstdc++6", "libcrypt1"],
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

/** Debian's PostgreSQL under the name of the official image. */
export const postgresImage: SoftwareImage = {
  reference: postgres.releases[0]?.images["server"] ?? "",
  recipe: import.meta.filename,
  contents: "PostgreSQL 15 of Debian 12",
  entrypoint: ["postgres"],
  user: "999:999",
  env: { PATH: `${BIN}:/usr/bin`, LANG: "C.UTF-8" },
  stopSignal: "SIGINT",
  fillRoot: async () => {
    const root = await unpackDebianRoot({
      packages,
      without: ["usr/lib/postgresql/15/lib/{bitcode,llvmjit*}", "etc/init.d"],
      users: [{ name: "postgres", id: 999, home: "/var/lib/postgresql" }],
    });
    await checkLibraries(root, [`${BIN}/postgres`, `${BIN}/initdb`, `${BIN}/psql`, `${BIN}/pg_isready`]);
    return root;
  },
};
