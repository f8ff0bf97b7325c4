import { z } from "zod";
import { certificateAuthority, defineProduct } from "../../spi/index.ts";

/** The stack's own certificate authority (docs/products/platform-authority.md). */
export default defineProduct({
  id: "authority",
  title: "The stack's own authority",
  advice: "For certificates between parts: a key and a certificate of the stack's own, and no server",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://www.rfc-editor.org/rfc/rfc5280",
  releases: [{ version: "1", images: {}, govstack: {}, upgradesFrom: [], load: () => import("./chart.ts") }],
  ports: {},
  provides: () => [
    {
      capability: certificateAuthority(),
      port: "",
      via: "direct",
      reason: "an authority signs when secrets are made, and nobody calls it",
    },
  ],
  requires: () => [],
  options: z.strictObject({
    years: z.int().min(1).max(30).default(10).describe("How long its certificate is good"),
  }),
  footprint: {
    demo: { cpu: "0", memory: "0", storage: "0" },
    district: { cpu: "0", memory: "0", storage: "0" },
    national: { cpu: "0", memory: "0", storage: "0" },
  },
  needs: [],
  maxReplicas: 1,
  platform: { sizes: ["demo", "district", "national"], shared: true },
  conformance: { basePath: "", headers: {}, port: "" },
});
