import { registry } from "../../../charts/spi/index.ts";
import type { UseCase } from "../../check.ts";

/** One ministry asks another for a household, through the mediator. */
const useCase: UseCase = {
  id: "household-lookup",
  title: "Household lookup between ministries",
  story:
    "A family applies for support once: the ministry that pays reads the household from the ministry that keeps it, and the family sees who has read.",
  roles: [
    { id: "asking", block: "digital-registries", plays: registry("programmes") },
    { id: "holding", block: "digital-registries", plays: registry("households") },
  ],
  calls: [
    {
      from: "asking",
      to: "holding",
      reason: "reads the household of a person who applies for a programme",
    },
  ],
  load: () => import("./steps.ts"),
};

export default useCase;
