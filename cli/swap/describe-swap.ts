import type { Part, Stack } from "../../charts/spi/index.ts";
import type { Swap } from "../../profiles/swap.ts";
import { type PartPlan, type PlanSummary, summarizePlan } from "../summarize-plan.ts";
import { formatDiff } from "../ui/diff.ts";
import type { IssueJson } from "../ui/issues.ts";
import { describeData } from "./describe-data.ts";
import {
  describeDependants,
  describeLinks,
  describeParts,
  describeRoles,
  describeThrough,
} from "./describe-dependants.ts";
import { describeExemptions } from "./describe-exemptions.ts";
import { describeOptions } from "./describe-options.ts";
import type { SwapStep } from "./stack-version.ts";
import type { FootprintRow, PartProduct, Requests, SwapSummary } from "./swap-summary.ts";

/** A swap as it was written, what comes of it, and what the changed profile says of it. */
export interface SwapFacts {
  /** The profile's path, as it was given. */
  readonly profile: string;
  readonly swap: Swap;
  readonly step: SwapStep;
  readonly after: PartProduct;
  readonly holds: boolean;
  readonly issues: readonly IssueJson[];
  readonly written: boolean;
}

/** Puts together all that a swap means. Pure: nothing is read and nothing changed. */
export function describeSwap({ profile, swap, step, after, holds, issues, written }: SwapFacts): SwapSummary {
  const { stack } = step.before;
  const part = partNamed(stack, step.part);
  return {
    profile,
    stack: stack.name,
    environment: stack.environment,
    part: part.name,
    block: part.block,
    before: productOf(part),
    after,
    holds,
    issues,
    dependants: describeDependants(step),
    through: describeThrough(step),
    roles: describeRoles(step),
    parts: describeParts(step),
    links: describeLinks(step),
    data: describeData(step),
    exemptions: describeExemptions(step),
    ...describePlans(step),
    edit: {
      file: swap.file,
      ...(swap.inheritedFrom === undefined ? {} : { inheritedFrom: swap.inheritedFrom }),
      options: describeOptions(swap.options, step.product),
      dropped: swap.dropped,
      overrides: Object.keys(part.overrides),
      diff: formatDiff(swap.file, swap.before, swap.after),
      written,
    },
  };
}

function partNamed(stack: Stack, name: string): Part {
  const part = stack.parts.find((each) => each.name === name);
  if (part === undefined) throw new Error(`no part ${name} in stack ${stack.name}`);
  return part;
}

/** What fills a part. */
export function productOf({ product, release, external }: Part): PartProduct {
  return {
    product: product.id,
    title: product.title,
    release: release.version,
    ...(external === undefined ? {} : { url: external.url }),
  };
}

/** Footprint and images of both sides, as far as the swap changes them. */
function describePlans(step: SwapStep): Pick<SwapSummary, "footprint" | "images"> {
  const before = summarizePlan(step.before.stack, step.before.manifests);
  const after = step.after && summarizePlan(step.after.stack, step.after.manifests);
  const names = [...before.parts, ...(after?.parts ?? [])].map(({ part }) => part);
  const added = after === undefined ? [] : imagesOnlyIn(after, before);
  const isLocked = step.before.stack.images.digests !== undefined;
  const rows = [...new Set(names)]
    .map((part) => rowOf(part, before, after))
    .filter((row) => row.part === step.part || isChanged(row, after !== undefined));
  const total: FootprintRow = { part: "", before: requestsOf(before.total) };
  return {
    footprint: {
      parts: rows,
      total: after === undefined ? total : { ...total, after: requestsOf(after.total) },
    },
    images: {
      gone: after === undefined ? [] : imagesOnlyIn(before, after),
      added,
      unlocked: isLocked ? added.filter((image) => !image.includes("@")) : [],
    },
  };
}

function rowOf(name: string, before: PlanSummary, after: PlanSummary | undefined): FootprintRow {
  const old = before.parts.find(({ part }) => part === name);
  const now = after?.parts.find(({ part }) => part === name);
  return {
    part: name,
    ...(old === undefined ? {} : { before: requestsOf(old) }),
    ...(now === undefined ? {} : { after: requestsOf(now) }),
  };
}

function isChanged({ before, after }: FootprintRow, isKnown: boolean): boolean {
  return isKnown && JSON.stringify(before) !== JSON.stringify(after);
}

function requestsOf({ objects, cpu, memory, storage }: PartPlan | PlanSummary["total"]): Requests {
  return { objects, cpu, memory, storage };
}

function imagesOnlyIn(plan: PlanSummary, other: PlanSummary): string[] {
  const known = new Set(other.parts.flatMap(({ images }) => images));
  return [...new Set(plan.parts.flatMap(({ images }) => images))].filter((image) => !known.has(image));
}
