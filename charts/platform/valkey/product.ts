import { z } from "zod";
import { defineProduct, valkey } from "../../spi/index.ts";

/** One Valkey server for one part (docs/products/platform-valkey.md). */
export default defineProduct({
  id: "valkey",
  title: "Valkey, one server",
  advice: "For caches, sessions and counters: Redis' protocol, one server on one volume, no fail-over",
  fills: ["cloud-infrastructure"],
  licence: "BSD-3-Clause",
  homepage: "https://valkey.io",
  releases: [
    {
      version: "8.1.4",
      images: { server: "docker.io/valkey/valkey:8.1.4" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { valkey: 6379 },
  schemes: { valkey: "tcp" },
  provides: () => [{ capability: valkey(), port: "valkey", via: "direct", reason: "a platform service" }],
  requires: () => [],
  options: z.strictObject({
    whenFull: z
      .enum(["noeviction", "allkeys-lru", "volatile-lru"])
      .default("noeviction")
      .describe(
        "What becomes of a write when the memory is full: it is refused, or what was not used for long goes",
      ),
  }),
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "200m", memory: "512Mi", storage: "5Gi" },
    national: { cpu: "1", memory: "4Gi", storage: "20Gi" },
  },
  needs: [],
  maxReplicas: 1,
  platform: { sizes: ["demo", "district", "national"] },
  conformance: { basePath: "", headers: {}, port: "valkey" },
});
