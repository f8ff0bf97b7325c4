import { z } from "zod";
import { defineProduct, kafka, operator } from "../../spi/index.ts";

/** Kafka with fail-over, made by Strimzi (docs/products/platform-strimzi.md). */
export default defineProduct({
  id: "strimzi",
  title: "Apache Kafka by Strimzi",
  advice: "For districts and nations: three nodes, each message on all of them",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://strimzi.io",
  releases: [
    {
      version: "4.2.1",
      images: { server: "quay.io/strimzi/kafka:1.1.0-kafka-4.2.1" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { kafka: 9092 },
  // The operator makes a Service of this name in front of all nodes.
  components: { kafka: "kafka-bootstrap" },
  schemes: { kafka: "tcp" },
  provides: () => [{ capability: kafka(), port: "kafka", via: "direct", reason: "a platform service" }],
  requires: () => [operator("strimzi")],
  options: z.strictObject({
    retentionHours: z.int().min(1).max(87_600).default(168).describe("How long messages are kept"),
    autoCreateTopics: z.boolean().default(false).describe("Whether a topic is made when it is first named"),
  }),
  footprint: {
    demo: { cpu: "300m", memory: "1Gi", storage: "2Gi" },
    district: { cpu: "3", memory: "6Gi", storage: "150Gi" },
    national: { cpu: "12", memory: "24Gi", storage: "1536Gi" },
  },
  needs: [
    {
      rule: "basic-kinds",
      workload: "main",
      reason: "Strimzi makes the cluster from objects of its own kinds",
    },
    {
      rule: "basic-kinds",
      workload: "nodes",
      reason: "Strimzi makes the cluster from objects of its own kinds",
    },
  ],
  maxReplicas: 9,
  platform: { sizes: ["district", "national"] },
  conformance: { basePath: "", headers: {}, port: "kafka" },
});
