import { z } from "zod";
import { defineProduct, postgres } from "../../spi/index.ts";
import { postgresBackup } from "./backup.ts";
import { FORMER_VERSION, POSTGRES_IMAGE, POSTGRES_VERSION, postgresImage } from "./image.ts";

const MAJOR = "16";

/** One PostgreSQL server for one part (docs/products/platform-postgres.md). */
export default defineProduct({
  id: "postgres",
  title: "PostgreSQL, one server",
  advice: "For demonstrations and pilots: one server on one volume, no fail-over and no backups of its own",
  fills: ["cloud-infrastructure"],
  licence: "PostgreSQL",
  homepage: "https://www.postgresql.org",
  releases: [
    {
      version: POSTGRES_VERSION,
      images: { server: POSTGRES_IMAGE },
      govstack: {},
      // A minor release reads the files of every other one of its major release.
      upgradesFrom: [MAJOR],
      load: () => import("./chart.ts"),
    },
    {
      version: FORMER_VERSION,
      images: { server: postgresImage(FORMER_VERSION) },
      govstack: {},
      upgradesFrom: [MAJOR],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { postgres: 5432 },
  schemes: { postgres: "tcp" },
  provides: () => [
    {
      capability: postgres({ major: 16, superuser: true }),
      port: "postgres",
      via: "direct",
      reason: "a platform service",
    },
  ],
  requires: () => [],
  options: z.strictObject({
    maxConnections: z.int().min(20).max(5000).default(200).describe("Connections at a time"),
  }),
  footprint: {
    demo: { cpu: "100m", memory: "256Mi", storage: "5Gi" },
    district: { cpu: "500m", memory: "1Gi", storage: "50Gi" },
    national: { cpu: "2", memory: "8Gi", storage: "500Gi" },
  },
  needs: [],
  maxReplicas: 1,
  backup: postgresBackup,
  platform: { sizes: ["demo"] },
  conformance: { basePath: "", headers: {}, port: "postgres" },
});
