import { z } from "zod";
import { defineProduct, mysql } from "../../spi/index.ts";
import { mariadbBackup } from "./backup.ts";

/** One MariaDB server for one part (docs/products/platform-mariadb.md). */
export default defineProduct({
  id: "mariadb",
  title: "MariaDB, one server",
  advice:
    "For what runs on MariaDB as on MySQL: one server on one volume, no fail-over and no backups of its own",
  fills: ["cloud-infrastructure"],
  licence: "GPL-2.0-only",
  homepage: "https://mariadb.org",
  releases: [
    {
      version: "10.11.19",
      images: { server: "docker.io/library/mariadb:10.11.19" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { mysql: 3306 },
  schemes: { mysql: "tcp" },
  provides: () => [
    { capability: mysql({ major: 5 }), port: "mysql", via: "direct", reason: "a platform service" },
  ],
  requires: () => [],
  options: z.strictObject({
    maxConnections: z.int().min(20).max(10_000).default(500).describe("Connections at a time"),
  }),
  footprint: {
    demo: { cpu: "200m", memory: "384Mi", storage: "5Gi" },
    district: { cpu: "1", memory: "2Gi", storage: "50Gi" },
    national: { cpu: "4", memory: "16Gi", storage: "500Gi" },
  },
  needs: [],
  maxReplicas: 1,
  backup: mariadbBackup,
  platform: { sizes: ["demo"] },
  conformance: { basePath: "", headers: {}, port: "mysql" },
});
