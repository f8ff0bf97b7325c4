import { z } from "zod";
import { OWN_IMAGE } from "../../own-image.ts";
import { defineProduct } from "../../spi/index.ts";

const TAG = "v2.0.0";
const text = z.string().min(1);
const host = z.string().regex(/^[a-z0-9.-]+$/, "a host is lower-case letters, digits, dots and dashes");
const own = (name: string) => `ghcr.io/opencrvs/ocrvs-${name}:${TAG}`;

const stores = z.union([
  z.literal("included"),
  z.strictObject({
    postgres: host,
    elasticsearch: host,
    objectStorage: host,
    redis: host,
    mongodb: host,
    influxdb: host,
  }),
]);

const CHART = "OpenCRVS' charts set no security context, and its images name no numeric user";

/** OpenCRVS: birth, death and marriage, from the event to the certificate (docs/products/registration-opencrvs.md). */
export default defineProduct({
  id: "opencrvs",
  title: "OpenCRVS",
  advice:
    "For civil registration in the offices of a country: births, deaths, marriages, certificates; big for one need",
  fills: ["registration", "digital-registries"],
  licence: "MPL-2.0",
  homepage: "https://www.opencrvs.org",
  releases: [
    {
      version: "2.0.0",
      images: {
        auth: own("auth"),
        client: own("client"),
        documents: own("documents"),
        events: own("events"),
        gateway: own("gateway"),
        login: own("login"),
        migration: own("migration"),
        seeder: own("data-seeder"),
        postgres: "docker.io/chumaky/postgres_mongo_fdw:17.6_fdw5.5.2",
        elasticsearch: "docker.elastic.co/elasticsearch/elasticsearch:8.19.15",
        minio: "quay.io/minio/minio:RELEASE.2025-06-13T11-33-47Z",
        redis: "docker.io/library/redis:8",
        mongodb: "docker.io/library/mongo:4.4",
        influxdb: "docker.io/library/influxdb:1.8.10",
        setup: OWN_IMAGE,
      },
      govstack: {},
      upgradesFrom: ["1.9.14"],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { gateway: 7070, client: 3000, auth: 4040 },
  provides: () => [],
  requires: () => [],
  options: z.strictObject({
    countryConfig: z
      .strictObject({ image: text, tag: text })
      .describe(
        "The country configuration's image, without a tag, and its tag; TAG-assets has to be there, too",
      ),
    hostname: host
      .optional()
      .describe("All its public names end with it; crvs.DOMAIN of the profile without it"),
    separator: z
      .enum([".", "-"])
      .default(".")
      .describe(
        "Between a service's name and the host name; - needs a wildcard certificate of one level only",
      ),
    tlsSecret: text.optional().describe("The Secret with the certificate of the public names"),
    languages: z
      .array(z.string().regex(/^[a-z]{2}$/))
      .min(1)
      .default(["en"]),
    seed: z
      .boolean()
      .default(true)
      .describe("Whether the country configuration's places and users are put in"),
    ingressNamespace: text.optional().describe("The namespace of Traefik, whose pods may then call it"),
    stores: stores
      .default("included")
      .describe(
        "included: stores of one replica from OpenCRVS' own chart; else the hosts that the country has",
      ),
  }),
  footprint: {
    demo: { cpu: "4", memory: "7Gi", storage: "32Gi" },
    district: { cpu: "8", memory: "15Gi", storage: "100Gi" },
    national: { cpu: "22", memory: "62Gi", storage: "500Gi" },
  },
  needs: [
    { rule: "run-as-non-root", workload: "*", reason: CHART },
    { rule: "no-privilege-escalation", workload: "*", reason: CHART },
    { rule: "drop-all-capabilities", workload: "*", reason: CHART },
    { rule: "seccomp-runtime-default", workload: "*", reason: CHART },
    {
      rule: "no-service-account-token",
      workload: "publish-key",
      reason: "it writes the ConfigMap in which OpenCRVS' services look for the certificate",
    },
    {
      rule: "no-internet-egress",
      workload: "to-api-server",
      reason: "the cluster's API has an address that no policy knows",
    },
    {
      rule: "no-internet-egress",
      workload: "all-to-*",
      reason: "the stores that the country has: the profile names their hosts, and OpenCRVS their ports",
    },
  ],
  conformance: { basePath: "", headers: {}, port: "gateway" },
  smoke: [
    {
      id: "gateway",
      title: "The gateway answers, and behind it the events service with its stores",
      port: "gateway",
      method: "GET",
      path: "/ping",
      expect: { status: 200 },
    },
    {
      id: "client",
      title: "The application is served, and the country configuration behind it",
      port: "client",
      method: "GET",
      path: "/health/ready",
      expect: { status: 200 },
    },
    {
      id: "keys",
      title: "The key that tokens are signed with is published",
      port: "auth",
      method: "GET",
      path: "/.well-known",
      expect: { status: 200 },
    },
  ],
});
