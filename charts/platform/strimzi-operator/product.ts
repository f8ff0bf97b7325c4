import { defineProduct, operator } from "../../spi/index.ts";
import { operatorOptions } from "../operator-options.ts";

/** The operator of Strimzi, once for the stack (docs/products/platform-strimzi-operator.md). */
export default defineProduct({
  id: "strimzi-operator",
  title: "Strimzi, the operator",
  advice: "Comes by itself with Apache Kafka by Strimzi; one for the whole cluster",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://strimzi.io",
  releases: [
    {
      version: "1.1.0",
      images: { operator: "quay.io/strimzi/operator:1.1.0" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: {},
  provides: () => [
    {
      capability: operator("strimzi"),
      port: "",
      via: "direct",
      reason: "an operator is asked through the cluster's API",
    },
  ],
  requires: () => [],
  options: operatorOptions,
  footprint: {
    demo: { cpu: "200m", memory: "384Mi", storage: "0" },
    district: { cpu: "200m", memory: "384Mi", storage: "0" },
    national: { cpu: "500m", memory: "512Mi", storage: "0" },
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
