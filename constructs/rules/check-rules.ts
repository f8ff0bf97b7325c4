import {
  type Exemption,
  type Manifest,
  type Need,
  type Part,
  partOf,
  type Stack,
} from "../../charts/spi/index.ts";
import { isExempt, matchesText, REFERENCE_IN_PRODUCTION } from "../../profiles/exemptions.ts";
import { type ImageRewrite, mirror } from "../mirror.ts";
import { RULES } from "./catalog.ts";
import { type Examined, examine, hasOpaqueContents } from "./examined.ts";
import { isOpaque } from "./opaque.ts";
import type { Deviation, DeviationParams, Rule } from "./rule.ts";
import { workloadOf } from "./workload.ts";

/**
 * How a deviation stands: nobody said that it is needed; the product needs it, and it is granted or not; or what is
 * there was not examined.
 */
export type FindingState = "violation" | "needed-and-granted" | "needed-not-granted" | "opaque";

/** Who lets a product deviate: the profile, or development by itself. */
export type Grant =
  | { readonly by: "development" }
  | { readonly by: "exemption"; readonly exemption: Exemption };

/** One deviation of a stack from a rule, judged. */
export interface Finding {
  readonly rule: Rule["id"];
  readonly level: Rule["level"];
  readonly part: string;
  /** As needs and exemptions name it: `PART/WORKLOAD`. */
  readonly workload: string;
  /** The id of its manifest; absent where it is the product's choice and no object. */
  readonly object?: string;
  /** A JSON pointer into the object. */
  readonly path: string;
  readonly params: DeviationParams;
  readonly state: FindingState;
  /** Why the product needs it. */
  readonly reason?: string;
  readonly grant?: Grant;
}

/** What rules are judged with, besides the objects. */
export interface RuleContext {
  readonly stack: Stack;
  /** What makes an image of a release the one that is installed; the stack's own by default. */
  readonly rewrite?: ImageRewrite;
}

/**
 * Checks the objects of a stack against every rule; findings in the order of parts, then of rules. Pure. Exemptions
 * that have ended count: the resolver has reported them.
 */
export function checkRules(manifests: readonly Manifest[], { stack, rewrite }: RuleContext): Finding[] {
  const examined = examine(stack, manifests, rewrite ?? mirror(stack));
  const found = RULES.flatMap((rule) =>
    rule.check(examined).map((deviation) => judge(rule, deviation, examined)),
  );
  const all = [...found, ...unseenNeeds(found, examined)];
  const order = new Map(stack.parts.map(({ name }, index) => [name, index]));
  return all.toSorted((a, b) => (order.get(a.part) ?? 0) - (order.get(b.part) ?? 0));
}

/** A need of a product that its objects do without. */
export interface UnusedNeed {
  readonly part: Part;
  readonly need: Need;
}

/** The needs that no finding is about. Those of parts whose contents were not examined cannot be told. */
export function unusedNeeds(
  findings: readonly Finding[],
  manifests: readonly Manifest[],
  stack: Stack,
): UnusedNeed[] {
  return stack.parts
    .filter(({ name, external }) => external === undefined && !hasOpaqueContents({ manifests }, name))
    .flatMap((part) =>
      part.product.needs
        .filter((need) => !findings.some((finding) => finding.part === part.name && isAbout(need, finding)))
        .map((need) => ({ part, need })),
    );
}

function isAbout(need: Need, { rule, workload }: Pick<Finding, "rule" | "workload">): boolean {
  return need.rule === rule && matchesText(need.workload, workload);
}

function judge({ id, level }: Rule, deviation: Deviation, { stack }: Examined): Finding {
  const { part, manifest, path, params } = deviation;
  const workload = workloadOf(deviation);
  const finding = {
    rule: id,
    level,
    part,
    workload,
    ...(manifest === undefined ? {} : { object: manifest.id }),
    path,
    params,
  };
  if (manifest !== undefined && id === "contents-examined") return { ...finding, state: "opaque" };
  if (level === "warning") return { ...finding, state: "violation" };
  const need = needOf(stack, finding);
  if (need === undefined) return { ...finding, state: "violation" };
  return { ...finding, ...granted(stack, finding), ...need };
}

/** What the product says; that it is a reference product needs no saying. */
function needOf(
  stack: Stack,
  finding: Pick<Finding, "part" | "rule" | "workload">,
): Pick<Finding, "reason"> | undefined {
  if (finding.rule === REFERENCE_IN_PRODUCTION) return {};
  const { product } = partOf(stack, finding.part);
  const need = product.needs.find((each) => isAbout(each, finding));
  return need === undefined ? undefined : { reason: need.reason };
}

function granted(
  { exemptions, environment }: Stack,
  { rule, part, workload }: Pick<Finding, "rule" | "part" | "workload">,
): Pick<Finding, "state" | "grant"> {
  const exemption = exemptions.find((each) => isExempt(each, rule, `${part}/${workload}`));
  if (exemption !== undefined) return { state: "needed-and-granted", grant: { by: "exemption", exemption } };
  if (environment === "development") return { state: "needed-and-granted", grant: { by: "development" } };
  return { state: "needed-not-granted" };
}

/** What products state of contents that were not examined: it stands, and opens their namespace, unseen. */
function unseenNeeds(found: readonly Finding[], { stack, manifests }: Examined): Finding[] {
  return stack.parts.flatMap((part) => {
    const manifest = manifests.find((each) => each.part === part.name && isOpaque(each.object));
    if (manifest === undefined) return [];
    return part.product.needs
      .filter((need) => !found.some((finding) => finding.part === part.name && isAbout(need, finding)))
      .map(({ rule, workload, reason }): Finding => {
        const target = { rule, part: part.name, workload };
        const place = { level: "error" as const, object: manifest.id, path: "", params: {} };
        return { ...target, ...place, ...granted(stack, target), reason };
      });
  });
}
