import { defineOperator } from "../define-operator.ts";

/** The operator of CloudNativePG, once for the stack (docs/products/platform-cloudnative-pg-operator.md). */
export default defineOperator({
  id: "cloudnative-pg-operator",
  title: "CloudNativePG, the operator",
  advice: "Comes by itself with PostgreSQL by CloudNativePG; one for the whole cluster",
  licence: "Apache-2.0",
  homepage: "https://cloudnative-pg.io",
  release: {
    version: "1.30.0",
    images: { operator: "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0" },
    load: () => import("./chart.ts"),
  },
  works: "cloudnative-pg",
  footprint: {
    demo: { cpu: "100m", memory: "256Mi", storage: "0" },
    district: { cpu: "100m", memory: "256Mi", storage: "0" },
    national: { cpu: "200m", memory: "512Mi", storage: "0" },
  },
});
