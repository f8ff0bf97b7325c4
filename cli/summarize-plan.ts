import { exposuresOf, type Manifest, type Part, type Stack } from "../charts/spi/index.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../constructs/quantity.ts";
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
  readonly rules: RulesSummary;
}

interface Requests {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
}

/** Adds up what the manifests themselves ask for, so that the numbers are those that will be applied. */
export function summarizePlan(stack: Stack, manifests: readonly Manifest[]): PlanSummary {
  const byPart = new Map<string, Manifest[]>();
  for (const manifest of manifests)
    byPart.set(manifest.part, [...(byPart.get(manifest.part) ?? []), manifest]);
  const rules = summarizeRules(stack, manifests);
  const totals = { cpu: 0, memory: 0, storage: 0 };
  const parts = stack.parts.map((part): PartPlan => {
    const own = byPart.get(part.name) ?? [];
    const requests = own.map(requestsOf).reduce(add, { cpu: 0, memory: 0, storage: 0 });
    totals.cpu += requests.cpu;
    totals.memory += requests.memory;
    totals.storage += requests.storage;
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

function add(a: Requests, b: Requests): Requests {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory, storage: a.storage + b.storage };
}

interface PodSpec {
  readonly containers?: readonly {
    readonly image?: string;
    readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
  }[];
}

function podSpecOf(manifest: Manifest): PodSpec | undefined {
  return (manifest.object["spec"] as { template?: { spec?: PodSpec } } | undefined)?.template?.spec;
}

function imagesOf(manifest: Manifest): string[] {
  return (podSpecOf(manifest)?.containers ?? []).flatMap((container) => container.image ?? []);
}

function requestsOf(manifest: Manifest): Requests {
  if (manifest.object.kind === "PersistentVolumeClaim") {
    const spec = manifest.object["spec"] as { resources: { requests: { storage: string } } };
    return { cpu: 0, memory: 0, storage: parseBytes(spec.resources.requests.storage) };
  }
  const replicas = (manifest.object["spec"] as { replicas?: number } | undefined)?.replicas ?? 1;
  return (podSpecOf(manifest)?.containers ?? [])
    .map((container) => ({
      cpu: parseCpu(container.resources?.requests?.cpu ?? "0") * replicas,
      memory: parseBytes(container.resources?.requests?.memory ?? "0") * replicas,
      storage: 0,
    }))
    .reduce(add, { cpu: 0, memory: 0, storage: 0 });
}
