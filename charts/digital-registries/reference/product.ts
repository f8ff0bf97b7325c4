import { z } from "zod";
import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, REFERENCE_PORT, referenceMigration, registry } from "../../spi/index.ts";
import { CANDIDATE, configureRegistries } from "./config.ts";

/** Our small Digital Registries server, for development, tests and pilots (docs/products/digital-registries-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference digital registries",
  advice: "For development, tests and pilots: any registry from a schema, one process, one SQLite file",
  fills: ["digital-registries"],
  licence: "Apache-2.0",
  homepage: "docs/products/digital-registries-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { "digital-registries": "1.3" },
      upgradesFrom: [CANDIDATE],
      migrations: [referenceMigration("digital-registries")],
      load: () => import("./chart.ts"),
    },
    {
      version: CANDIDATE,
      images: { server: OWN_IMAGE },
      govstack: { "digital-registries": "1.3" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: (options) =>
    options.registries.map((name) => ({ capability: registry(name), port: "api", via: "mediator" as const })),
  requires: () => [],
  options: z.strictObject({
    registries: z
      .array(
        z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,29}$/, "a registry's code is lower-case letters, digits and dashes"),
      )
      .default([])
      .describe("The codes of the registries that this part holds; other parts find them by these"),
  }),
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "20Gi" },
    national: { cpu: "1", memory: "1Gi", storage: "100Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: { basePath: "", headers: {}, port: "api" },
  reference: configureRegistries,
});
