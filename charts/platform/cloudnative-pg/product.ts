import { z } from "zod";
import { defineProduct, operator, postgres } from "../../spi/index.ts";

/** PostgreSQL with fail-over, made by CloudNativePG (docs/products/platform-cloudnative-pg.md). */
export default defineProduct({
  id: "cloudnative-pg",
  title: "PostgreSQL by CloudNativePG",
  advice: "For districts and nations: three servers, of which one leads and another takes over",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://cloudnative-pg.io",
  releases: [
    {
      version: "16.14",
      images: { server: "ghcr.io/cloudnative-pg/postgresql:16.14-system-trixie" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { postgres: 5432 },
  // The operator makes a Service of this name for whichever server leads.
  components: { postgres: "rw" },
  schemes: { postgres: "tcp" },
  provides: () => [
    {
      capability: postgres({ major: 16, superuser: true }),
      port: "postgres",
      via: "direct",
      reason: "a platform service",
    },
  ],
  requires: () => [operator("cloudnative-pg")],
  options: z.strictObject({
    maxConnections: z.int().min(20).max(5000).default(200).describe("Connections at a time"),
    synchronous: z
      .boolean()
      .default(true)
      .describe(
        "Whether a write waits for a second server, where there is one; without it a fail-over may lose some",
      ),
  }),
  footprint: {
    demo: { cpu: "100m", memory: "512Mi", storage: "5Gi" },
    district: { cpu: "1500m", memory: "3Gi", storage: "150Gi" },
    national: { cpu: "6", memory: "24Gi", storage: "1536Gi" },
  },
  needs: [
    {
      rule: "basic-kinds",
      workload: "main",
      reason: "CloudNativePG makes the servers from an object of its own kind",
    },
    {
      rule: "no-internet-egress",
      workload: "to-api-server",
      reason: "each server asks the cluster's API who leads, and no policy knows where that API is",
    },
  ],
  maxReplicas: 9,
  platform: { sizes: ["district", "national"] },
  conformance: { basePath: "", headers: {}, port: "postgres" },
});
