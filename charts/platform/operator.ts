import type { Construct } from "constructs";
import { addHelmRelease, type HelmReleaseProps } from "../../constructs/helm-release.ts";
import { parseImage } from "../../constructs/image-reference.ts";
import { selectorOf } from "../../constructs/labels.ts";
import {
  addApiServerFlow,
  addCalledFlow,
  addCallerFlow,
  addWebhookFlow,
} from "../../constructs/operator-flows.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../constructs/quantity.ts";
import { addQuota } from "../../constructs/quota.ts";
import { type Footprint, type ProductContext, partOf } from "../spi/index.ts";
import type { OperatorOptions } from "./operator-options.ts";

/** How an operator is installed, and at which ports it calls the pods that it makes. */
export interface OperatorProps {
  readonly release: Omit<HelmReleaseProps, "name" | "timeout">;
  /** The most pods that it has while a new release takes the place of an old one. */
  readonly pods: number;
  /** The port at which the API server asks it about objects; absent where it does not. */
  readonly webhook?: number;
  readonly calls: readonly number[];
}

/**
 * Adds an operator from its upstream chart, with a quota around it, and lets it reach the cluster's API and the pods
 * that it makes for parts of the stack. Where the cluster has one, nothing is added.
 */
export function addOperator(
  scope: Construct,
  context: ProductContext<OperatorOptions>,
  { release, pods, webhook, calls }: OperatorProps,
): void {
  const { stack, part, options, usedBy, footprint } = context;
  if (options.installedIn !== undefined) return;
  const owner = { stack, part };
  // Twice of all, for the moment in which a new release stands beside the old one.
  addQuota(scope, {
    cpu: timesCpu(footprint.cpu, 2),
    memory: timesBytes(footprint.memory, 2),
    memoryLimit: timesBytes(footprint.memory, 4),
    pods,
  });
  addHelmRelease(scope, { ...release, name: part.name, timeout: "10m" });
  addApiServerFlow(scope, owner, {});
  if (webhook !== undefined) addWebhookFlow(scope, owner, webhook);
  for (const name of calls.length === 0 ? [] : new Set(usedBy.map((link) => link.from))) {
    const user = partOf(stack, name);
    const to = { namespace: user.namespace, labels: selectorOf(user) };
    addCalledFlow(scope, owner, { name, from: {}, to, ports: calls });
  }
}

/** Lets the operator that a part asks for its pods call them. */
export function addOperatorCalls(
  scope: Construct,
  { stack, part, uses }: Pick<ProductContext, "stack" | "part" | "uses">,
  ports: readonly number[],
): void {
  const link = uses.find(({ capability }) => capability.kind === "operator");
  if (link === undefined) return;
  const operator = partOf(stack, link.to);
  const { installedIn } = operator.options as OperatorOptions;
  const from = { namespace: installedIn ?? operator.namespace, labels: {} };
  addCallerFlow(scope, { stack, part }, { name: "operator", to: selectorOf(part), from, ports });
}

/** Lets the pods of a part that an operator makes call each other. */
export function addPeerFlows(
  scope: Construct,
  { stack, part }: Pick<ProductContext, "stack" | "part">,
  ports: readonly number[],
): void {
  const labels = selectorOf(part);
  const pods = { namespace: part.namespace, labels };
  addCallerFlow(scope, { stack, part }, { name: "peers", to: labels, from: pods, ports });
  addCalledFlow(scope, { stack, part }, { name: "peers", from: labels, to: pods, ports });
}

/** An image as charts take it: the repository with its registry, and the tag with the digest that may follow it. */
export function imageOf(reference: string): { readonly repository: string; readonly tag: string } {
  const { host, repository, tag = "", digest } = parseImage(reference);
  return {
    repository: host === undefined ? repository : `${host}/${repository}`,
    tag: digest === undefined ? tag : `${tag}@${digest}`,
  };
}

/** What a container may take, as charts and custom resources have it. */
export function resourcesOf({ cpu, memory }: Pick<Footprint, "cpu" | "memory">): {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
} {
  return {
    requests: { cpu, memory },
    limits: { cpu: formatCpu(Math.max(500, parseCpu(cpu) * 4)), memory: timesBytes(memory, 2) },
  };
}

function timesCpu(cpu: string, times: number): string {
  return formatCpu(parseCpu(cpu) * times);
}

function timesBytes(bytes: string, times: number): string {
  return formatBytes(parseBytes(bytes) * times);
}
