import type { BuildChart } from "../../spi/index.ts";
import { addMysqlServer } from "../mysql-server.ts";
import { mebibytesOf } from "../share.ts";

const INITIALIZE = [
  "mariadb-install-db --no-defaults --skip-name-resolve --skip-test-db",
  "--auth-root-authentication-method=normal",
].join(" ");

/** One server on one volume. */
const build: BuildChart<{ readonly maxConnections: number }> = (scope, context) => {
  const { options, footprint } = context;
  addMysqlServer(scope, context, {
    program: "mariadbd",
    initialize: (folder) => `${INITIALIZE} --datadir=${folder}`,
    // What a new database comes with and nobody uses: a nameless user, and roots without a password.
    statements: [
      "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host NOT IN ('localhost', '%'));",
      "FLUSH PRIVILEGES;",
    ],
    settings: {
      "max-connections": options.maxConnections,
      "innodb-buffer-pool-size": `${mebibytesOf(footprint.memory, 0.4)}M`,
    },
    ping: "mariadb-admin",
  });
};

export default build;
