import { z } from "zod";
import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, mediator, payments, REFERENCE_PORT } from "../../spi/index.ts";
import { configurePayments, type PaymentsOptions } from "./config.ts";

const limit = z.number().min(0).max(99_999_999_999).optional();

/** Our small payments server, for development, tests and pilots (docs/products/payments-reference.md). */
export default defineProduct<PaymentsOptions>({
  id: "reference",
  title: "Reference payments",
  advice:
    "For development, tests and pilots: every operation of the specification on a ledger of its own, one process, no real money",
  fills: ["payments"],
  licence: "Apache-2.0",
  homepage: "docs/products/payments-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { payments: "3.0" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [{ capability: payments(), port: "api", via: "mediator" }],
  // Call-backs go to whom the mediator knows.
  requires: () => [mediator()],
  options: z.strictObject({
    authorization: z
      .enum(["automatic", "required"])
      .default("automatic")
      .describe("required: a batch waits until somebody asks for its funds to be authorized"),
    limits: z
      .strictObject({
        instruction: limit.describe("The most that one instruction pays, in units of the country's currency"),
        batch: limit.describe("The most that one account pays for a batch"),
        day: limit.describe("The most that leaves one payer's account in a day (UTC)"),
        account: limit.describe("The most that a payee's account may hold"),
      })
      .default({})
      .describe("Limits of payments; without one there is none"),
    retryBaseMs: z
      .int()
      .min(10)
      .max(60_000)
      .default(1000)
      .describe("First pause before a call-back is tried again, in milliseconds; it doubles each time"),
    voucherDays: z.int().min(1).max(3650).default(365).describe("For how many days a voucher holds"),
    requestToPayHours: z
      .int()
      .min(1)
      .max(8760)
      .default(24)
      .describe("For how many hours a request to pay holds"),
  }),
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "20Gi" },
    national: { cpu: "1", memory: "1Gi", storage: "100Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: {
    basePath: "",
    headers: {},
    port: "api",
    emits: true,
    fixtures: {
      world: "/development/world",
      ledger: "/development/ledger",
      holdings: "/development/holdings",
      payers: "/development/payers/{id}",
      institutions: "/development/institutions/{id}",
      billers: "/development/billers/{id}",
      vouchers: "/development/vouchers/{serialNumber}",
    },
  },
  reference: configurePayments,
});
