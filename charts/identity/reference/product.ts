import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, messaging, oidc, REFERENCE_PORT } from "../../spi/index.ts";
import { configureIdentity, MANAGEMENT_TOKEN } from "./config.ts";
import { identityOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";

/** Our small identity server, for development, tests and pilots (docs/products/identity-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference identity",
  advice:
    "For development, tests and pilots: signs people in by one-time codes, every operation of the specification, one process",
  fills: ["identity"],
  licence: "Apache-2.0",
  homepage: "docs/products/identity-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { identity: "1.0" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [
    {
      capability: oidc(),
      port: "api",
      via: "direct",
      reason: "browsers are sent to it, and others read its keys",
    },
  ],
  requires: ({ deliverCodes }) => (deliverCodes === "messaging" ? [messaging()] : []),
  options: identityOptions,
  footprint: {
    demo: { cpu: "50m", memory: "160Mi", storage: "1Gi" },
    district: { cpu: "500m", memory: "384Mi", storage: "10Gi" },
    national: { cpu: "2", memory: "1Gi", storage: "50Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: {
    basePath: "",
    headers: {},
    port: "api",
    token: MANAGEMENT_TOKEN,
    fixtures: {
      oneTimeCodes: "/development/one-time-codes/{individualId}",
      sendOneTimeCode: "/one-time-code",
      transaction: 'name="transactionId" value="([^"]+)"',
      enrollment: true,
    },
  },
  reference: configureIdentity,
  problems: problemsOf,
});
