import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { consent, defineProduct, REFERENCE_PORT } from "../../spi/index.ts";
import { configureConsent, MANAGEMENT_TOKEN } from "./config.ts";
import { consentOptions } from "./options.ts";

/** Our small Consent server, for development, tests and pilots (docs/products/consent-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference consent",
  advice:
    "For development, tests and pilots: every operation of the specification, with Revisions that nobody changes unseen",
  fills: ["consent"],
  licence: "Apache-2.0",
  homepage: "docs/products/consent-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { consent: "1.1.0-rc1" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [{ capability: consent(), port: "api", via: "mediator" }],
  requires: () => [],
  options: consentOptions,
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "20Gi" },
    national: { cpu: "1", memory: "1Gi", storage: "100Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: {
    ...{ basePath: "", headers: {}, port: "api", token: MANAGEMENT_TOKEN, emits: true },
    fixtures: {
      signing: "JWS",
      webhookSignature: "x-webhook-signature",
      webhookTimestamp: "x-webhook-timestamp",
    },
  },
  reference: configureConsent,
});
