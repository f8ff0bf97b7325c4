import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { checkRules } from "../../constructs/rules/check-rules.ts";
import { rulesTalk as say } from "../messages/rules-talk-en.ts";

/** What a plan says about the security rules. */
export interface RulesSummary {
  /** Each deviation that is granted, once for a workload. */
  readonly granted: readonly {
    readonly part: string;
    readonly workload: string;
    readonly rule: string;
    readonly by: "development" | "exemption";
  }[];
  /** Parts with contents that were not examined. */
  readonly opaque: readonly string[];
}

/** What of the rules is not kept, and who grants it. */
export function summarizeRules(stack: Stack, manifests: readonly Manifest[]): RulesSummary {
  const findings = checkRules(manifests, { stack });
  const granted = findings.flatMap(({ part, workload, rule, grant }) =>
    grant === undefined ? [] : [{ part, workload, rule, by: grant.by }],
  );
  const opaque = findings.filter(({ state }) => state === "opaque").map(({ part }) => part);
  const byPlace = new Map(granted.map((each) => [`${each.part}/${each.workload} ${each.rule}`, each]));
  return { granted: [...byPlace.values()], opaque: [...new Set(opaque)] };
}

/** The lines of a plan about them; none where every rule is kept and everything was examined. */
export function formatRulesSummary({ granted, opaque }: RulesSummary): string[] {
  const byDevelopment = granted.filter(({ by }) => by === "development").length;
  return [
    ...(granted.length === 0 ? [] : [`${say.granted(granted.length, byDevelopment)}; ${say.details}`]),
    ...(opaque.length === 0 ? [] : [say.opaqueParts(opaque.join(", "))]),
  ];
}
