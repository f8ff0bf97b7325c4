import { ADVICE_IDS, type Exemption, type Part, RULE_IDS } from "../charts/spi/index.ts";
import { errorAt, type IssueCode, warningAt } from "./issue.ts";
import type { Resolving } from "./resolving.ts";
import { suggest } from "./suggest.ts";

/** The rule that reference products are not for production. */
export const REFERENCE_IN_PRODUCTION = "reference-in-production";

/**
 * Tells whether an exemption is about a rule and a target, `PART` or `PART/WORKLOAD`. In its `match` a `*` stands
 * for any text, and a part's name alone for all of its workloads. The date is not looked at.
 */
export function isExempt(exemption: Exemption, rule: string, target: string): boolean {
  return (
    exemption.rule === rule &&
    (matchesText(exemption.match, target) || matchesText(`${exemption.match}/*`, target))
  );
}

/** Whether a text has a form in which a `*` stands for any text. */
export function matchesText(pattern: string, text: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (!text.startsWith(head)) return false;
  if (rest.length === 0) return text === head;
  let left = text.slice(head.length);
  const tail = rest.pop() ?? "";
  for (const piece of rest) {
    const found = left.indexOf(piece);
    if (found === -1) return false;
    left = left.slice(found + piece.length);
  }
  return left.endsWith(tail);
}

/** Trouble that an exemption would mend. */
export const GRANT_CODES: readonly IssueCode[] = ["CS1501", "CS1502", "CS1504"];

/**
 * Reports exemptions that have ended, that name no rule or grant nothing; and what products need and the profile
 * does not grant, which development grants by itself. `today` is a date, YYYY-MM-DD.
 */
export function checkExemptions(resolving: Resolving, parts: readonly Part[], today: string): void {
  const { loaded, report } = resolving;
  const installed = parts.filter(({ external }) => external === undefined);
  loaded.value.exemptions.forEach((exemption, index) => {
    const { rule, match, owner, expires } = exemption;
    // Dates in this form compare as text.
    if (expires < today) {
      const params = { rule, match, owner, expires, today };
      report(errorAt("CS1501", params, loaded.spanOf(["exemptions", index, "expires"])));
    }
    checkUse(exemption, index, installed, resolving);
  });
  for (const part of installed) checkNeeds(part, resolving);
  if (loaded.value.environment !== "production") return;
  for (const part of installed) checkReference(part, resolving);
  for (const part of Object.keys(loaded.value.seeds)) {
    report(warningAt("CS1503", { part }, loaded.keySpanOf(["seeds", part])));
  }
}

const isRule = (rule: string): boolean => RULE_IDS.some((id) => id === rule);

function checkUse(
  exemption: Exemption,
  index: number,
  parts: readonly Part[],
  { loaded, report }: Resolving,
): void {
  const { rule, match } = exemption;
  const isAdvice = ADVICE_IDS.some((id) => id === rule);
  if (!isRule(rule) && !isAdvice) {
    const params = { rule, by: "exemption", ...suggest(rule, RULE_IDS) };
    report(errorAt("CS1506", params, loaded.spanOf(["exemptions", index, "rule"])));
    return;
  }
  const grants = parts.some((part) =>
    targetsOf(part, rule).some((target) => isExempt(exemption, rule, target)),
  );
  if (grants) return;
  const needed = parts.flatMap((part) => targetsOf(part, rule));
  const params = { rule, match, advice: isAdvice ? "yes" : "", needed: [...new Set(needed)] };
  report(warningAt("CS1507", params, loaded.spanOf(["exemptions", index, "match"])));
}

/** What a part may be exempted of a rule for. */
function targetsOf(part: Part, rule: string): string[] {
  if (rule === REFERENCE_IN_PRODUCTION) return part.product.reference === undefined ? [] : [part.name];
  return part.product.needs
    .filter((need) => need.rule === rule)
    .map(({ workload }) => `${part.name}/${workload}`);
}

/** Reports a part's needs by rule, so that one exemption can answer each. */
function checkNeeds(part: Part, { loaded, report }: Resolving): void {
  const { environment, exemptions } = loaded.value;
  const open = part.product.needs.filter(
    ({ rule, workload }) => !exemptions.some((each) => isExempt(each, rule, `${part.name}/${workload}`)),
  );
  const rules = [...new Set(open.map(({ rule }) => rule))];
  for (const rule of rules.filter((each) => !isRule(each))) {
    report(errorAt("CS1506", { rule, by: part.product.id, ...suggest(rule, RULE_IDS) }, part.at));
  }
  const of = { part: part.name, product: part.product.id };
  if (environment === "development") {
    if (rules.length > 0) report(warningAt("CS1505", { ...of, rules }, part.at));
    return;
  }
  for (const rule of rules.filter(isRule)) {
    const needs = open.filter((need) => need.rule === rule);
    const workloads = [...new Set(needs.map(({ workload }) => workload))];
    const reasons = [...new Set(needs.map(({ reason }) => reason))];
    report(errorAt("CS1504", { ...of, rule, workloads, reasons, environment }, part.at));
  }
}

/** An exemption that has ended is reported as such already, and counts here. */
function checkReference(part: Part, { loaded, report }: Resolving): void {
  if (part.product.reference === undefined) return;
  const granted = loaded.value.exemptions.some((each) => isExempt(each, REFERENCE_IN_PRODUCTION, part.name));
  if (granted) return;
  const params = { part: part.name, product: part.product.id, rule: REFERENCE_IN_PRODUCTION };
  report(errorAt("CS1502", params, part.at));
}
