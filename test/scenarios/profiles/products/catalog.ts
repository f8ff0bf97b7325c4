import { z } from "zod";
import { defineProduct, postgres, registry } from "../../../../charts/spi/index.ts";
import { serverOn } from "./chart.ts";

const small = { cpu: "100m", memory: "256Mi", storage: "512Mi" };
const large = { cpu: "200m", memory: "512Mi", storage: "2Gi" };
const names = z.array(z.string());

/** Keeps to the options of the reference product and wants a database beside a smaller volume of the same name. */
const ledger = defineProduct({
  id: "ledger",
  title: "Ledger of records",
  advice: "For registries that keep every version of a record",
  fills: ["digital-registries"],
  licence: "AGPL-3.0-only",
  homepage: "https://ledger.example",
  releases: [
    {
      version: "4.2.0",
      images: { server: "docker.io/example/ledger:4.2.0" },
      govstack: { "digital-registries": "1.3" },
      upgradesFrom: ["4.1.0"],
      load: async () => ({ default: serverOn("data") }),
    },
    {
      version: "4.1.0",
      images: { server: "docker.io/example/ledger:4.1.0" },
      govstack: {},
      upgradesFrom: [],
      load: async () => ({ default: serverOn("data") }),
    },
  ],
  ports: { api: 8080 },
  provides: (options) =>
    options.registries.map((name) => ({ capability: registry(name), port: "api", via: "mediator" as const })),
  requires: () => [postgres({ major: 16 })],
  options: z.strictObject({
    registries: names.default([]).describe("The codes of the registries"),
    versions: z.int().min(1).default(20).describe("How many versions of a record are kept"),
  }),
  footprint: { demo: small, district: small, national: small },
  needs: [
    {
      rule: "read-only-root-file-system",
      workload: "main",
      reason: "it writes its index beside its program",
    },
  ],
  conformance: { basePath: "/govstack", headers: {}, port: "api" },
});

/** Must be told what it holds, on a volume of its own name; serves nobody through GovStack's API. */
const bulletin = defineProduct({
  id: "bulletin",
  title: "Bulletin",
  advice: "For lists that everyone may read",
  fills: ["digital-registries"],
  licence: "MIT",
  homepage: "https://bulletin.example",
  releases: [
    {
      version: "1.0.0",
      images: { server: "docker.io/example/bulletin:1.0.0" },
      govstack: {},
      upgradesFrom: [],
      load: async () => ({ default: serverOn("pages") }),
    },
  ],
  ports: { api: 8080 },
  provides: () => [],
  requires: () => [],
  options: z.strictObject({ title: z.string().describe("What stands above the lists") }),
  footprint: { demo: large, district: large, national: large },
  needs: [],
  maxReplicas: 3,
  conformance: { basePath: "", headers: {}, port: "api" },
});

/** Known, and not installable. */
const archive = defineProduct({
  id: "archive",
  title: "State archive",
  advice: "Where the country has one already",
  fills: ["digital-registries"],
  licence: "proprietary",
  homepage: "https://archive.example",
  releases: [{ version: "9", images: {}, govstack: {}, upgradesFrom: [] }],
  ports: { api: 443 },
  provides: (options) =>
    options.registries.map((name) => ({ capability: registry(name), port: "api", via: "mediator" as const })),
  requires: () => [],
  options: z.strictObject({ registries: names.default([]) }),
  footprint: { demo: small, district: small, national: small },
  needs: [],
  conformance: { basePath: "", headers: {}, port: "api" },
});

/** Products that no country should choose: each brings up something that a swap has to tell. */
export const products = [ledger, bulletin, archive];
