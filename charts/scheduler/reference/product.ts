import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, messaging, REFERENCE_PORT, scheduler } from "../../spi/index.ts";
import { configureScheduler } from "./config.ts";
import { schedulerOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";

/** Our small Scheduler server, for development, tests and pilots (docs/products/scheduler-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference scheduler",
  advice:
    "For development, tests and pilots: appointments that nobody books twice, alerts that survive a crash, one process",
  fills: ["scheduler"],
  licence: "Apache-2.0",
  homepage: "docs/products/scheduler-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { scheduler: "1.0.0" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [{ capability: scheduler(), port: "api", via: "mediator" }],
  requires: ({ emailAlerts }) => (emailAlerts ? [messaging()] : []),
  options: schedulerOptions,
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "20Gi" },
    national: { cpu: "1", memory: "1Gi", storage: "100Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: { basePath: "", headers: {}, port: "api", emits: true },
  reference: configureScheduler,
  problems: problemsOf,
});
