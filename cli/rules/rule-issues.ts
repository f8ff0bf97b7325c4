import { products } from "../../charts/catalog.ts";
import { partOf, type Stack } from "../../charts/spi/index.ts";
import type { Finding, UnusedNeed } from "../../constructs/rules/check-rules.ts";
import { errorAt, type Issue, warningAt } from "../../profiles/issue.ts";
import { ruleSentences } from "../messages/rules-en.ts";

/** A finding as a sentence, without a full stop. */
export function sentenceOf({ rule, params, path, reason }: Finding): string {
  // Where a product speaks for contents that nobody looked into, its reason is all that is known.
  const isUnseen = path === "" && reason !== undefined && Object.keys(params).length === 0;
  return isUnseen ? reason : ruleSentences[rule].says(params);
}

/** Rules that are broken though no product says that it needs it: an error at the part's line each. */
export function violationIssues(findings: readonly Finding[], stack: Stack): Issue[] {
  return findings
    .filter(({ state, level }) => state === "violation" && level === "error")
    .map((finding) => {
      const part = partOf(stack, finding.part);
      const params = {
        part: part.name,
        product: part.product.id,
        rule: finding.rule,
        workload: finding.workload,
        object: finding.object ?? "",
        path: finding.path,
        says: `${finding.object === undefined ? "" : `${finding.object}: `}${sentenceOf(finding)}`,
        catalog: products.includes(part.product) ? "shipped" : "own",
      };
      return errorAt("CS1508", params, part.at);
    });
}

/** Needs of products that their objects do without: a warning at the part's line each. */
export function unusedNeedIssues(unused: readonly UnusedNeed[]): Issue[] {
  return unused.map(({ part, need: { rule, workload } }) =>
    warningAt("CS1509", { part: part.name, product: part.product.id, rule, workload }, part.at),
  );
}
