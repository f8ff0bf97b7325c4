import type { Exchange } from "../../http.ts";
import { Refused } from "../refused.ts";
import { RULES as EVERY } from "../rules.ts";

/** The rules of the permit, in the order in which an application meets them. */
export const RULES = {
  document: "the plan is a document of a type that is taken",
  ...EVERY,
  review: "the review finds that the plan can be built",
  slot: "the inspector is free on the day of the inspection",
  bill: "the fee has a bill that can be paid",
  funds: "the payer's institution can pay the fee",
} as const;

export type Rule = keyof typeof RULES;

/** An application that goes no further. Names the hop at which it ended and the rule that it did not meet. */
export class PermitRefused extends Refused<Rule> {
  constructor(hop: string, rule: Rule, reason: string, exchange?: Exchange) {
    super(hop, rule, RULES[rule], reason, exchange);
    this.name = "PermitRefused";
  }
}
