import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { checkRules } from "../../constructs/rules/check-rules.ts";
import type { PlannedExemption } from "./cluster-plan.ts";

/** Each deviation from the security rules that is granted, with who grants it, and whether what is there has it too. */
export function plannedExemptions(
  stack: Stack,
  before: readonly Manifest[],
  after: readonly Manifest[],
): PlannedExemption[] {
  const known = new Set(grantedIn(stack, before).keys());
  return [...grantedIn(stack, after)].map(([key, granted]) => ({ ...granted, isNew: !known.has(key) }));
}

function grantedIn(
  stack: Stack,
  manifests: readonly Manifest[],
): Map<string, Omit<PlannedExemption, "isNew">> {
  const findings = checkRules(ofStack(stack, manifests), { stack });
  return new Map(
    findings.flatMap(({ part, workload, rule, grant }) => {
      if (grant === undefined) return [];
      const by =
        grant.by === "exemption" ? { owner: grant.exemption.owner, expires: grant.exemption.expires } : {};
      return [[`${part}/${workload} ${rule}`, { part, workload, rule, ...by }] as const];
    }),
  );
}

/** Rules ask about parts of the stack; a part that goes has nothing granted any more. */
function ofStack({ parts }: Stack, manifests: readonly Manifest[]): Manifest[] {
  const names = new Set(parts.map(({ name }) => name));
  return manifests.filter(({ part }) => names.has(part));
}
