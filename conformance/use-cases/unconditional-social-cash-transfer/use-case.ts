import {
  consent,
  messaging,
  oidc,
  payments,
  registry,
  scheduler,
  workflow,
} from "../../../charts/spi/index.ts";
import type { UseCase } from "../../check.ts";

/** From a household's application to the money in its account (GovStack's USCT, INST-1, steps 2 to 7). */
const useCase: UseCase = {
  id: "unconditional-social-cash-transfer",
  title: "Unconditional social cash transfer",
  story:
    "A household applies once; an officer signs in, the applicant proves who they are, the other ministry's registry says what they live on, and the money arrives in their account.",
  roles: [
    { id: "asking", block: "digital-registries", plays: registry("beneficiaries") },
    { id: "holding", block: "digital-registries", plays: registry("households") },
    { id: "identity", block: "identity", plays: oidc() },
    { id: "paying", block: "payments", plays: payments() },
    { id: "consenting", block: "consent", plays: consent(), optional: true },
    { id: "deciding", block: "workflow", plays: workflow(), optional: true },
    { id: "scheduling", block: "scheduler", plays: scheduler(), optional: true },
    { id: "telling", block: "messaging", plays: messaging(), optional: true },
  ],
  calls: [
    { from: "asking", to: "holding", reason: "reads the household of a person who applies" },
    { from: "asking", to: "paying", reason: "validates the account, enrols the beneficiary and pays" },
    { from: "asking", to: "consenting", reason: "verifies the consent of a person who applies" },
    { from: "asking", to: "deciding", reason: "has a process decide who is eligible" },
    { from: "asking", to: "scheduling", reason: "appoints a follow-up visit" },
    { from: "asking", to: "telling", reason: "tells the beneficiary" },
  ],
  load: () => import("./steps.ts"),
};

export default useCase;
