import { z } from "zod";
import { defineProduct, kafka } from "../../spi/index.ts";

/** One Kafka node for one part (docs/products/platform-kafka.md). */
export default defineProduct({
  id: "kafka",
  title: "Apache Kafka, one node",
  advice: "For demonstrations and pilots: broker and controller in one process on one volume, no fail-over",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://kafka.apache.org",
  releases: [
    {
      version: "4.2.1",
      images: { server: "docker.io/apache/kafka:4.2.1" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { kafka: 9092 },
  schemes: { kafka: "tcp" },
  provides: () => [{ capability: kafka(), port: "kafka", via: "direct", reason: "a platform service" }],
  requires: () => [],
  options: z.strictObject({
    retentionHours: z.int().min(1).max(87_600).default(168).describe("How long messages are kept"),
    autoCreateTopics: z.boolean().default(false).describe("Whether a topic is made when it is first named"),
  }),
  footprint: {
    demo: { cpu: "200m", memory: "640Mi", storage: "2Gi" },
    district: { cpu: "1", memory: "2Gi", storage: "50Gi" },
    national: { cpu: "4", memory: "8Gi", storage: "500Gi" },
  },
  needs: [],
  maxReplicas: 1,
  platform: { sizes: ["demo"] },
  conformance: { basePath: "", headers: {}, port: "kafka" },
});
