import { z } from "zod";
import { defineProduct, objectStorage } from "../../spi/index.ts";
import { smoke } from "./smoke.ts";

/** An S3 store on one volume for one part (docs/products/platform-versitygw.md). */
export default defineProduct({
  id: "versitygw",
  title: "Versity S3 Gateway, one server",
  advice: "For documents and pictures: S3 in front of plain files on one volume, no fail-over",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://github.com/versity/versitygw",
  releases: [
    {
      version: "1.8.0",
      images: { server: "docker.io/versity/versitygw:v1.8.0" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { s3: 7070 },
  provides: () => [{ capability: objectStorage(), port: "s3", via: "direct", reason: "a platform service" }],
  requires: () => [],
  options: z.strictObject({
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, "must be lower-case letters, digits and dashes")
      .default("us-east-1")
      .describe("The region that signatures name; clients have to use the same"),
  }),
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "5Gi" },
    district: { cpu: "500m", memory: "512Mi", storage: "200Gi" },
    national: { cpu: "2", memory: "2Gi", storage: "2Ti" },
  },
  needs: [],
  maxReplicas: 1,
  platform: { sizes: ["demo", "district", "national"] },
  conformance: { basePath: "", headers: {}, port: "s3" },
  smoke,
});
