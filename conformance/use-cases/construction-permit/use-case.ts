import {
  messaging,
  oidc,
  payments,
  registration,
  registry,
  scheduler,
  workflow,
} from "../../../charts/spi/index.ts";
import type { UseCase } from "../../check.ts";

/** From an application with its plan to the permit in the registry (GovStack's construction permit, INF-1, steps 2 to 7). */
const useCase: UseCase = {
  id: "construction-permit",
  title: "Construction permit",
  story:
    "Somebody who wants to build applies once, with a plan; an officer reviews it, a day for the inspection is kept, the fee is paid, the permit stands in the registry, and the applicant is told.",
  roles: [
    { id: "registering", block: "registration", plays: registration() },
    { id: "identity", block: "identity", plays: oidc() },
    { id: "holding", block: "digital-registries", plays: registry("persons") },
    { id: "reviewing", block: "workflow", plays: workflow() },
    { id: "scheduling", block: "scheduler", plays: scheduler() },
    { id: "charging", block: "payments", plays: payments() },
    { id: "telling", block: "messaging", plays: messaging() },
  ],
  calls: [
    { from: "registering", to: "holding", reason: "reads who applies, and writes the permit" },
    { from: "registering", to: "reviewing", reason: "starts the review of an application" },
    { from: "registering", to: "scheduling", reason: "keeps a day for the inspection" },
    { from: "registering", to: "charging", reason: "asks for the bill of the fee and pays it" },
    { from: "registering", to: "telling", reason: "tells the applicant" },
  ],
  load: () => import("./steps.ts"),
};

export default useCase;
