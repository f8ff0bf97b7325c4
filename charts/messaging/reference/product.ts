import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, messaging, REFERENCE_PORT } from "../../spi/index.ts";
import { configureMessaging, MANAGEMENT_TOKEN } from "./config.ts";
import { messagingOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";

/** Our small Messaging server, for development, tests and pilots (docs/products/messaging-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference messaging",
  advice:
    "For development, tests and pilots: e-mails from a queue that loses none, to a mail server or a mailbox of its own",
  fills: ["messaging"],
  licence: "Apache-2.0",
  homepage: "docs/products/messaging-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { messaging: "0.1.1" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [{ capability: messaging(), port: "api", via: "mediator" }],
  requires: () => [],
  options: messagingOptions,
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "10Gi" },
    national: { cpu: "1", memory: "512Mi", storage: "50Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: {
    ...{ basePath: "", headers: {}, port: "api", token: MANAGEMENT_TOKEN, emits: true },
    fixtures: {
      mailbox: "/development/messages?to={address}",
      bouncing: "bounce+{mark}@mail.example",
      deferring: "defer+{mark}@mail.example",
    },
  },
  reference: configureMessaging,
  problems: problemsOf,
});
