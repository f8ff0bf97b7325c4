import type { Exchange } from "../../http.ts";
import { Refused } from "../refused.ts";
import type { RULES as EVERY } from "../rules.ts";
import type { Rule as TransferRule } from "../unconditional-social-cash-transfer/refusal.ts";

/** The rules of the care beside those of every application and those of a payment. */
export const RULES = {
  consent: "the mother has consented to what is done with her data",
  slot: "the nurse is free on every day of the check-ups",
} as const;

/** A rule by which the care can end. */
export type Rule =
  | keyof typeof RULES
  | keyof typeof EVERY
  | Extract<TransferRule, "account" | "enrolment" | "funds">;

/** An application for care that goes no further. Names the hop at which it ended and the rule that it did not meet. */
export class CareRefused extends Refused<keyof typeof RULES> {
  constructor(hop: string, rule: keyof typeof RULES, reason: string, exchange?: Exchange) {
    super(hop, rule, RULES[rule], reason, exchange);
    this.name = "CareRefused";
  }
}
