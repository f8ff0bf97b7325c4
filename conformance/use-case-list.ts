import type { UseCase } from "./check.ts";
import constructionPermit from "./use-cases/construction-permit/use-case.ts";
import householdLookup from "./use-cases/household-lookup/use-case.ts";
import postpartumInfantCare from "./use-cases/postpartum-infant-care/use-case.ts";
import socialCashTransfer from "./use-cases/unconditional-social-cash-transfer/use-case.ts";

/** The use cases that exist, in the order in which a catalog lists them; their steps are loaded when they run. */
export const USE_CASES: readonly UseCase[] = [
  householdLookup,
  socialCashTransfer,
  constructionPermit,
  postpartumInfantCare,
];
