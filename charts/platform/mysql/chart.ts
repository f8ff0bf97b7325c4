import type { BuildChart } from "../../spi/index.ts";
import { addMysqlServer } from "../mysql-server.ts";
import { mebibytesOf } from "../share.ts";

/** The options of a MySQL server in a profile. */
interface MysqlOptions {
  readonly maxConnections: number;
  readonly likeMysql80: boolean;
}

const LIKE_80 = { "mysql-native-password": "ON", "restrict-fk-on-non-standard-key": "OFF" };

/** One server on one volume. */
const build: BuildChart<MysqlOptions> = (scope, context) => {
  const { options, footprint } = context;
  addMysqlServer(scope, context, {
    program: "mysqld",
    initialize: (folder) => `mysqld --no-defaults --initialize-insecure --datadir=${folder}`,
    statements: [],
    settings: {
      "max-connections": options.maxConnections,
      "innodb-buffer-pool-size": `${mebibytesOf(footprint.memory, 0.4)}M`,
      // Nobody copies from it, and its log of changes would fill the volume.
      "skip-log-bin": true,
      mysqlx: "OFF",
      ...(options.likeMysql80 ? LIKE_80 : {}),
    },
    ping: "mysqladmin",
  });
};

export default build;
