import type { Suite } from "../../check.ts";
import { agreementReadingChecks } from "./agreement-reading.ts";
import { agreementChecks } from "./agreements.ts";
import { emittedChecks } from "./emitted.ts";
import { individualChecks } from "./individuals.ts";
import { policyChecks } from "./policies.ts";
import { policyReadingChecks } from "./policy-reading.ts";
import { recordChangeChecks } from "./record-changes.ts";
import { recordChecks } from "./records.ts";
import { draftChecks } from "./sign-draft.ts";
import { signingChecks } from "./signing.ts";
import { verificationChecks } from "./verification.ts";
import { webhookChecks } from "./webhooks.ts";

/**
 * The checks of consent. Each one has policies, agreements, individuals and consents of its own, and removes them;
 * individuals stay, for which the specification has no way (docs/adr/0015).
 */
const suite: Suite = {
  block: "consent",
  specification: "Consent API 1.1.0-rc1",
  checks: [
    ...policyChecks,
    ...policyReadingChecks,
    ...agreementChecks,
    ...agreementReadingChecks,
    ...individualChecks,
    ...recordChecks,
    ...recordChangeChecks,
    ...draftChecks,
    ...signingChecks,
    ...verificationChecks,
    ...webhookChecks,
    ...emittedChecks,
  ],
};

export default suite;
