import type { SmokeCheck } from "../../spi/index.ts";

/** What the adapter is asked about: services by their name in its answer. */
const SERVICES: Readonly<Record<string, string>> = {
  ledger: "central-ledger",
  transfers: "ml-api-adapter",
  lookup: "Account lookup",
  lookupAdmin: "The administration of account lookup",
  quotes: "The quoting service",
  oracle: "The oracle of phone numbers",
  settlement: "central-settlement",
};

/** All by way of the adapter: in size national the services are upstream's, and have no port of ours. */
export const smoke: readonly SmokeCheck[] = [
  {
    id: "adapter",
    title: "The adapter serves",
    port: "api",
    method: "GET",
    path: "/healthcheck",
    expect: { status: 200, json: { "/status": "UP" } },
  },
  ...Object.entries(SERVICES).map(
    ([service, title]): SmokeCheck => ({
      id: service.toLowerCase(),
      title: `${title} is healthy`,
      port: "api",
      method: "GET",
      path: "/hub",
      expect: { status: 200, json: { [`/${service}`]: "UP" } },
    }),
  ),
  {
    id: "participant",
    title: "The government's participant is active at the hub",
    port: "api",
    method: "GET",
    path: "/hub",
    expect: { status: 200, json: { "/participant": "ACTIVE" } },
  },
];
