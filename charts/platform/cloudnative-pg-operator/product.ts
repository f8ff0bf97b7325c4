import { defineProduct, operator } from "../../spi/index.ts";
import { operatorOptions } from "../operator-options.ts";

/** The operator of CloudNativePG, once for the stack (docs/products/platform-cloudnative-pg-operator.md). */
export default defineProduct({
  id: "cloudnative-pg-operator",
  title: "CloudNativePG, the operator",
  advice: "Comes by itself with PostgreSQL by CloudNativePG; one for the whole cluster",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://cloudnative-pg.io",
  releases: [
    {
      version: "1.30.0",
      images: { operator: "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: {},
  provides: () => [
    {
      capability: operator("cloudnative-pg"),
      port: "",
      via: "direct",
      reason: "an operator is asked through the cluster's API",
    },
  ],
  requires: () => [],
  options: operatorOptions,
  footprint: {
    demo: { cpu: "100m", memory: "256Mi", storage: "0" },
    district: { cpu: "100m", memory: "256Mi", storage: "0" },
    national: { cpu: "200m", memory: "512Mi", storage: "0" },
  },
  needs: [
    {
      rule: "no-internet-egress",
      workload: "to-api-server",
      reason: "it works through the cluster's API, and no policy knows where that is",
    },
  ],
  maxReplicas: 1,
  platform: { sizes: ["demo", "district", "national"], shared: true },
  conformance: { basePath: "", headers: {}, port: "" },
});
