import { defineOperator } from "../define-operator.ts";

/** The operator of Strimzi, once for the stack (docs/products/platform-strimzi-operator.md). */
export default defineOperator({
  id: "strimzi-operator",
  title: "Strimzi, the operator",
  advice: "Comes by itself with Apache Kafka by Strimzi; one for the whole cluster",
  licence: "Apache-2.0",
  homepage: "https://strimzi.io",
  release: {
    version: "1.1.0",
    images: { operator: "quay.io/strimzi/operator:1.1.0" },
    load: () => import("./chart.ts"),
  },
  works: "strimzi",
  footprint: {
    demo: { cpu: "200m", memory: "384Mi", storage: "0" },
    district: { cpu: "200m", memory: "384Mi", storage: "0" },
    national: { cpu: "500m", memory: "512Mi", storage: "0" },
  },
});
