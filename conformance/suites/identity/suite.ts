import type { Suite } from "../../check.ts";
import { authenticateChecks } from "./authenticate.ts";
import { authorizeChecks } from "./authorize.ts";
import { blockChecks, unblockChecks } from "./blocking.ts";
import { cardChecks } from "./card.ts";
import { createClientChecks } from "./client-create.ts";
import { updateClientChecks } from "./client-update.ts";
import { consentChecks } from "./consent.ts";
import { descriptionChecks } from "./description.ts";
import { enrollmentChecks } from "./enrollment.ts";
import { eventChecks } from "./events.ts";
import { historyChecks } from "./history.ts";
import { linkAuthCodeChecks } from "./link-auth-code.ts";
import { linkCodeChecks } from "./link-code.ts";
import { linkStatusChecks } from "./link-status.ts";
import { linkTransactionChecks } from "./link-transaction.ts";
import { publishedKeysChecks } from "./published-keys.ts";
import { shareChecks } from "./share.ts";
import { tokenChecks } from "./token.ts";
import { updateIdentityChecks } from "./update-identity.ts";
import { updateUinChecks } from "./update-uin.ts";
import { userinfoChecks } from "./userinfo.ts";
import { bindingChecks } from "./wallet-binding.ts";

/**
 * The checks of an identity provider. Each one registers services and enrols people of its own, and switches them off
 * again; what it needs to know of the target beyond the specification are its fixtures (docs/adr/0011).
 */
const suite: Suite = {
  block: "identity",
  specification: "Identity Provider 1.0, Enrollment 1.0.0, Credential Management 1.0.0",
  checks: [
    ...descriptionChecks,
    ...publishedKeysChecks,
    ...createClientChecks,
    ...updateClientChecks,
    ...enrollmentChecks,
    ...authorizeChecks,
    ...tokenChecks,
    ...userinfoChecks,
    ...linkCodeChecks,
    ...linkStatusChecks,
    ...linkTransactionChecks,
    ...authenticateChecks,
    ...consentChecks,
    ...linkAuthCodeChecks,
    ...bindingChecks,
    ...blockChecks,
    ...unblockChecks,
    ...updateIdentityChecks,
    ...updateUinChecks,
    ...shareChecks,
    ...eventChecks,
    ...historyChecks,
    ...cardChecks,
  ],
};

export default suite;
