import { exposuresOf, type Manifest, type Part, type Stack } from "../charts/spi/index.ts";
import { formatBytes, formatCpu } from "../constructs/quantity.ts";
import { notBackedUp } from "../deploy/backup/part-data.ts";
import { addRequests, NO_REQUESTS, requestsOfPart } from "./plan/asked-requests.ts";
import type { Requests } from "./plan/cluster-plan.ts";
import { type RulesSummary, summarizeRules } from "./rules/summarize-rules.ts";

/** What one part adds to a cluster. CPU and memory are requests of all its replicas. */
export interface PartPlan {
  readonly part: string;
  readonly block: string;
  readonly product: string;
  readonly release: string;
  readonly licence: string;
  readonly objects: number;
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
  readonly images: readonly string[];
  /** The part's contents were not examined, or it runs elsewhere. */
  readonly remark: string;
}

/** What a profile adds to a cluster. */
export interface PlanSummary {
  readonly stack: string;
  readonly environment: string;
  readonly size: string;
  readonly parts: readonly PartPlan[];
  readonly total: {
    readonly objects: number;
    readonly cpu: string;
    readonly memory: string;
    readonly storage: string;
  };
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly via: string;
    readonly reason: string;
  }[];
  /** What others can reach from outside of the cluster; absent where nothing can be. */
  readonly exposed?: readonly {
    readonly host: string;
    readonly part: string;
    readonly port: string;
    readonly gateway: string;
  }[];
  /** Parts that have data of which nobody has said how they are backed up; absent where there are none. */
  readonly notBackedUp?: readonly string[];
  readonly rules: RulesSummary;
}

/**
 * Adds up what the manifests themselves ask for, so that the numbers are those that will be applied; of what a chart
 * brings, what its product says of itself.
 */
export function summarizePlan(stack: Stack, manifests: readonly Manifest[]): PlanSummary {
  const byPart = new Map<string, Manifest[]>();
  for (const manifest of manifests)
    byPart.set(manifest.part, [...(byPart.get(manifest.part) ?? []), manifest]);
  const rules = summarizeRules(stack, manifests);
  let totals = NO_REQUESTS;
  const parts = stack.parts.map((part): PartPlan => {
    const own = byPart.get(part.name) ?? [];
    const requests = requestsOfPart(stack, part, own);
    totals = addRequests(totals, requests);
    return {
      part: part.name,
      block: part.block,
      product: part.product.id,
      release: part.release.version,
      licence: part.product.licence,
      objects: own.length,
      ...format(requests),
      images: [...new Set(own.flatMap(imagesOf))],
      remark: remarkOn(part, rules),
    };
  });
  return {
    stack: stack.name,
    environment: stack.environment,
    size: stack.size,
    parts,
    total: { objects: manifests.length, ...format(totals) },
    links: stack.links.map(({ from, to, via, reason }) => ({ from, to, via, reason })),
    ...exposedOf(stack),
    ...backedUpNot(stack, manifests),
    rules,
  };
}

function exposedOf(stack: Stack): Pick<PlanSummary, "exposed"> {
  const exposed = exposuresOf(stack).map(({ host, part, port, gateway }) => ({
    host,
    part,
    port,
    gateway: gateway.name,
  }));
  return exposed.length === 0 ? {} : { exposed };
}

function backedUpNot(stack: Stack, manifests: readonly Manifest[]): Pick<PlanSummary, "notBackedUp"> {
  const parts = notBackedUp(stack, manifests);
  return parts.length === 0 ? {} : { notBackedUp: parts };
}

function remarkOn({ name, external }: Part, { opaque }: RulesSummary): string {
  if (external !== undefined) return "runs elsewhere";
  return opaque.includes(name) ? "not examined" : "";
}

function format(requests: Requests): { cpu: string; memory: string; storage: string } {
  return {
    cpu: formatCpu(requests.cpu),
    memory: formatBytes(requests.memory),
    storage: formatBytes(requests.storage),
  };
}

interface PodSpec {
  readonly containers?: readonly { readonly image?: string }[];
}

function imagesOf({ object }: Manifest): string[] {
  const spec = object["spec"] as { readonly template?: { readonly spec?: PodSpec } } | undefined;
  return (spec?.template?.spec?.containers ?? []).flatMap((container) => container.image ?? []);
}
