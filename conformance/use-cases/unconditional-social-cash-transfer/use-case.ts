import { oidc, payments, registry } from "../../../charts/spi/index.ts";
import type { UseCase } from "../../check.ts";

/** From a household's application to the money in its account (GovStack's USCT, INST-1, steps 2 to 6). */
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
  ],
  calls: [
    { from: "asking", to: "holding", reason: "reads the household of a person who applies" },
    { from: "asking", to: "paying", reason: "validates the account, enrols the beneficiary and pays" },
  ],
  load: () => import("./steps.ts"),
};

export default useCase;
