import { z } from "zod";
import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, mediator, REFERENCE_PORT } from "../../spi/index.ts";
import { configureMediator, MANAGEMENT_TOKEN } from "./config.ts";

/** Our small Information Mediator, for development, tests and pilots (docs/products/information-mediator-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference information mediator",
  advice:
    "For development, tests and pilots: every operation of the specification, one process, no trust services",
  fills: ["information-mediator"],
  licence: "Apache-2.0",
  homepage: "docs/products/information-mediator-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { "information-mediator": "1.1" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [
    {
      capability: mediator(),
      port: "api",
      via: "direct",
      reason: "the mediator itself is the way to the others",
    },
  ],
  requires: () => [],
  options: z.strictObject({
    retryBaseMs: z
      .int()
      .min(10)
      .max(60_000)
      .default(250)
      .describe(
        "First pause before an event's delivery is tried again, in milliseconds; it doubles each time",
      ),
  }),
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "10Gi" },
    national: { cpu: "1", memory: "512Mi", storage: "50Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: { basePath: "", headers: {}, port: "api", token: MANAGEMENT_TOKEN },
  reference: configureMediator,
});
