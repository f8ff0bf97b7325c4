import { z } from "zod";
import { defineProduct, mysql, operator } from "../../spi/index.ts";
import { nameProblems } from "./name-length.ts";

/** MySQL with fail-over, made by Percona's operator (docs/products/platform-percona-xtradb-cluster.md). */
export default defineProduct({
  id: "percona-xtradb-cluster",
  title: "MySQL by Percona XtraDB Cluster",
  advice: "For districts and nations: three servers that hold the same, behind proxies that write to one",
  fills: ["cloud-infrastructure"],
  licence: "GPL-2.0-only",
  homepage: "https://www.percona.com/mysql/software/percona-xtradb-cluster",
  releases: [
    {
      version: "8.4.8",
      images: {
        server: "docker.io/percona/percona-xtradb-cluster:8.4.8-8.1",
        proxy: "docker.io/percona/haproxy:2.8.18-1",
        initialize: "docker.io/percona/percona-xtradb-cluster-operator:1.20.0",
      },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { mysql: 3306 },
  // The operator makes a Service of this name in front of the proxies.
  components: { mysql: "haproxy" },
  schemes: { mysql: "tcp" },
  provides: () => [
    { capability: mysql({ major: 8 }), port: "mysql", via: "direct", reason: "a platform service" },
  ],
  requires: () => [operator("percona-xtradb-cluster")],
  options: z.strictObject({
    maxConnections: z.int().min(20).max(10_000).default(2000).describe("Connections at a time"),
    likeMysql80: z
      .boolean()
      .default(true)
      .describe(
        "Whether it takes what 8.4 refuses and 8.0 took: old passwords, and keys to columns that repeat",
      ),
  }),
  footprint: {
    demo: { cpu: "400m", memory: "1536Mi", storage: "6Gi" },
    district: { cpu: "4", memory: "9Gi", storage: "150Gi" },
    national: { cpu: "16", memory: "48Gi", storage: "1536Gi" },
  },
  needs: [
    {
      rule: "basic-kinds",
      workload: "main",
      reason: "Percona's operator makes the servers from an object of its own kind",
    },
  ],
  maxReplicas: 5,
  platform: { sizes: ["district", "national"] },
  conformance: { basePath: "", headers: {}, port: "mysql" },
  problems: (_stack, part) => nameProblems(part),
});
