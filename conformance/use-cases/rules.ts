import type { Exchange } from "../http.ts";
import { Refused } from "./refused.ts";

/** The rules of every application that a person hands in and other ministries answer. */
export const RULES = {
  form: "the form has every answer that it requires",
  right: "the ministry has the right to call this service",
  provider: "the provider of the service answers",
  person: "the applicant is in the register of persons",
  identity: "who signs in is who applies",
} as const;

type Rule = keyof typeof RULES;

/** The refusal of an application at this hop, by one of these rules. */
export function refuse(hop: string, rule: Rule, reason: string, exchange?: Exchange): Refused<Rule> {
  return new Refused(hop, rule, RULES[rule], reason, exchange);
}
