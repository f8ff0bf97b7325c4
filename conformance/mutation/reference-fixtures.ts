import type { Block } from "../../charts/spi/index.ts";
import type { Target } from "../check.ts";

/** The fixtures of the reference products, as their declarations have them; a test holds the two together. */
export const REFERENCE_FIXTURES: Partial<Record<Block, NonNullable<Target["fixtures"]>>> = {
  identity: {
    oneTimeCodes: "/development/one-time-codes/{individualId}",
    sendOneTimeCode: "/one-time-code",
    transaction: 'name="transactionId" value="([^"]+)"',
    enrollment: true,
  },
  payments: {
    world: "/development/world",
    ledger: "/development/ledger",
    holdings: "/development/holdings",
    payers: "/development/payers/{id}",
    institutions: "/development/institutions/{id}",
    billers: "/development/billers/{id}",
    vouchers: "/development/vouchers/{serialNumber}",
  },
  registration: {
    decisions: {
      APPROVED: { status: { code: "APPROVED" } },
      SENDBACK: { status: { code: "SENDBACK" } },
      REJECTED: { status: { code: "REJECTED" } },
    },
    service: "f7d33db0-2809-484e-a780-76b7ccd4ecbf",
    portal: "XU/GOV/country-stack/portal",
    removeApplication: "/development/applications/{id}",
    removeDocument: "/development/documents/{id}",
  },
  consent: {
    signing: "JWS",
    webhookSignature: "x-webhook-signature",
    webhookTimestamp: "x-webhook-timestamp",
  },
  messaging: {
    mailbox: "/development/messages?to={address}",
    bouncing: "bounce+{mark}@mail.example",
    deferring: "defer+{mark}@mail.example",
  },
  workflow: { tasks: "/instances/{instanceId}/tasks", complete: "/tasks/{taskId}/complete" },
};
