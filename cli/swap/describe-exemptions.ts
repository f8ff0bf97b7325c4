import type { Stack } from "../../charts/spi/index.ts";
import { isExempt, REFERENCE_IN_PRODUCTION } from "../../profiles/exemptions.ts";
import type { SwapStep } from "./stack-version.ts";
import type { SwapSummary } from "./swap-summary.ts";

interface Needed {
  readonly rule: string;
  /** `PART/WORKLOAD`, or the part alone. */
  readonly match: string;
  readonly reason: string;
}

/** What the new product and what comes with it need beyond the rules, and which exemptions nothing needs any more. */
export function describeExemptions(step: SwapStep): SwapSummary["exemptions"] {
  const { part, before, after, product } = step;
  const old = needsOf(before.stack);
  const known = before.stack.parts.filter(({ name }) => name !== part).map(({ name }) => name);
  const now = after === undefined ? [] : needsOf(after.stack);
  const added = now.filter(({ match }) => !known.includes(match.split("/")[0] ?? ""));
  const own = product.needs.map(({ rule, workload, reason }) => ({
    rule,
    match: `${part}/${workload}`,
    reason,
  }));
  const needed = after === undefined ? own : added;
  const { exemptions } = before.stack;
  const covers = (needs: readonly Needed[], exemption: (typeof exemptions)[number]) =>
    needs.some(({ rule, match }) => isExempt(exemption, rule, match));
  return {
    needed: needed.map((need) => ({
      ...need,
      granted: exemptions.some((each) => isExempt(each, need.rule, need.match)),
    })),
    idle:
      after === undefined
        ? []
        : exemptions
            .filter((each) => covers(old, each) && !covers(now, each))
            .map(({ rule, match }) => ({ rule, match })),
  };
}

function needsOf(stack: Stack): Needed[] {
  return stack.parts
    .filter((part) => part.external === undefined)
    .flatMap(({ name, product }) => [
      ...product.needs.map(({ rule, workload, reason }) => ({ rule, match: `${name}/${workload}`, reason })),
      ...(stack.environment === "production" && product.reference !== undefined
        ? [{ rule: REFERENCE_IN_PRODUCTION, match: name, reason: `${product.title} is not for production` }]
        : []),
    ]);
}
