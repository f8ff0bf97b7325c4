import {
  consent,
  messaging,
  oidc,
  payments,
  registration,
  registry,
  scheduler,
} from "../../../charts/spi/index.ts";
import type { UseCase } from "../../check.ts";

/** From the invitation to the first check-up and the incentive (GovStack's postpartum and infant care, HLTC-1). */
const useCase: UseCase = {
  id: "postpartum-infant-care",
  title: "Postpartum and infant care",
  story:
    "A mother is invited, agrees to what is done with her data, and is registered with her child; check-ups are kept for both, she is reminded of them and paid an incentive, and she sees who has read her data.",
  roles: [
    { id: "registering", block: "registration", plays: registration() },
    { id: "identity", block: "identity", plays: oidc() },
    { id: "consenting", block: "consent", plays: consent() },
    { id: "holding", block: "digital-registries", plays: registry("persons") },
    { id: "scheduling", block: "scheduler", plays: scheduler() },
    { id: "paying", block: "payments", plays: payments() },
    { id: "telling", block: "messaging", plays: messaging() },
  ],
  calls: [
    { from: "registering", to: "telling", reason: "invites mothers" },
    { from: "registering", to: "consenting", reason: "records what a mother agrees to, and verifies it" },
    { from: "registering", to: "holding", reason: "reads who applies, and enters mother and child" },
    { from: "registering", to: "scheduling", reason: "keeps check-ups and has mothers reminded" },
    { from: "registering", to: "paying", reason: "validates the account, enrols the mother and pays" },
  ],
  load: () => import("./steps.ts"),
};

export default useCase;
