import { z } from "zod";
import { defineProduct, mysql } from "../../spi/index.ts";

/** One MySQL server for one part (docs/products/platform-mysql.md). */
export default defineProduct({
  id: "mysql",
  title: "MySQL, one server",
  advice: "For demonstrations and pilots: one server on one volume, no fail-over and no backups of its own",
  fills: ["cloud-infrastructure"],
  licence: "GPL-2.0-only",
  homepage: "https://www.mysql.com",
  releases: [
    {
      version: "8.4.8",
      images: { server: "docker.io/library/mysql:8.4.8" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { mysql: 3306 },
  schemes: { mysql: "tcp" },
  provides: () => [
    { capability: mysql({ major: 8 }), port: "mysql", via: "direct", reason: "a platform service" },
  ],
  requires: () => [],
  options: z.strictObject({
    maxConnections: z.int().min(20).max(10_000).default(500).describe("Connections at a time"),
    likeMysql80: z
      .boolean()
      .default(true)
      .describe(
        "Whether it takes what 8.4 refuses and 8.0 took: old passwords, and keys to columns that repeat",
      ),
  }),
  footprint: {
    demo: { cpu: "200m", memory: "640Mi", storage: "5Gi" },
    district: { cpu: "1", memory: "2Gi", storage: "50Gi" },
    national: { cpu: "4", memory: "16Gi", storage: "500Gi" },
  },
  needs: [],
  maxReplicas: 1,
  platform: { sizes: ["demo"] },
  conformance: { basePath: "", headers: {}, port: "mysql" },
});
