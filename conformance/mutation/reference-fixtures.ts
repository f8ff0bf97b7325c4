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
  messaging: {
    mailbox: "/development/messages?to={address}",
    bouncing: "bounce+{mark}@mail.example",
    deferring: "defer+{mark}@mail.example",
  },
};
