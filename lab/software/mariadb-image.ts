import mariadb from "../../charts/platform/mariadb/product.ts";
import mysql from "../../charts/platform/mysql/product.ts";
import { checkLibraries, unpackDebianRoot } from "./debian-root.ts";
import type { SoftwareImage } from "./software-image.ts";

const packages = [
  ...["mariadb-server-core", "mariadb-server", "mariadb-client-core", "mariadb-client", "libmariadb3"],
  ...["libc6", "libgcc-s1", "libstdc++6", "libcrypt1", "libssl3", "zlib1g", "libpcre2-8-0", "libaio1"],
  ...["libnuma1", "liburing2", "libsystemd0", "libcap2", "libgcrypt20", "libgpg-error0", "liblzma5"],
  ...["libzstd1", "liblz4-1", "libedit2", "libbsd0", "libmd0", "libncurses6", "libtinfo6", "libc-bin"],
];

const programs = ["/usr/sbin/mariadbd", "/usr/bin/mariadb", "/usr/bin/mariadb-admin"];

const server: Pick<SoftwareImage, "recipe" | "user" | "env" | "fillRoot"> = {
  recipe: import.meta.filename,
  user: "999:999",
  env: { PATH: "/usr/sbin:/usr/bin", LANG: "C.UTF-8" },
  fillRoot: async () => {
    const root = await unpackDebianRoot({
      packages,
      // Debian's settings would have it listen on loopback alone, as the official image does not.
      without: ["etc/{mysql,init.d,apparmor.d,logcheck,logrotate.d,pam.d,security}", "usr/lib/systemd"],
      users: [{ name: "mysql", id: 999, home: "/var/lib/mysql" }],
    });
    await checkLibraries(root, [...programs, "/usr/bin/my_print_defaults"]);
    return root;
  },
};

/** Debian's MariaDB under the name of the official image. */
export const mariadbImage: SoftwareImage = {
  ...server,
  reference: mariadb.releases[0]?.images["server"] ?? "",
  contents: "MariaDB 10.11 of Debian 12",
  entrypoint: ["mariadbd"],
};

/** The client alone is used of it, for MySQL's own is in no registry of packages. */
export const mysqlClientImage: SoftwareImage = {
  ...server,
  reference: mysql.releases[0]?.images["server"] ?? "",
  contents: "the client mysql of MariaDB 10.11 of Debian 12; no MySQL server",
  entrypoint: ["mysql"],
};
