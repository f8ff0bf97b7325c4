import type { Exchange } from "../../http.ts";
import { Refused } from "../refused.ts";

/**
 * The rules of the programme, in the order in which an application meets them: who may ask whom, who the applicant is,
 * what they consent to, whom they live with, what they live on, where the money goes, and whether there is any.
 */
export const RULES = {
  right: "the ministry has the right to call this service",
  provider: "the provider of the service answers",
  identity: "who signs in is who applies",
  consent: "the applicant has consented that the household's data is read",
  household: "the applicant is the head of the registered household",
  eligibility: "the household is within the programme's conditions",
  account: "the account is known to its institution",
  enrolment: "the payment system takes the beneficiary",
  funds: "the programme's account covers the payment",
} as const;

export type Rule = keyof typeof RULES;

/** An application that goes no further. Names the hop at which it ended and the rule that it did not meet. */
export class TransferRefused extends Refused<Rule> {
  /** The batch that was not paid. */
  readonly batch: string | undefined;

  constructor(hop: string, rule: Rule, reason: string, exchange?: Exchange, batch?: string) {
    super(hop, rule, RULES[rule], reason, exchange);
    this.name = "TransferRefused";
    this.batch = batch;
  }
}
