import type { Construct } from "constructs";
import type { Part, Stack } from "../charts/spi/index.ts";
import { addPolicy, policyName } from "./network-policy.ts";
import { addressEgress, dnsEgress, peerSpec, portsSpec } from "./policy-spec.ts";

type Labels = Readonly<Record<string, string>>;

/** The part whose policies these are. */
export interface PolicyOwner {
  readonly stack: Stack;
  readonly part: Part;
}

/** Pods that an operator makes or that are the operator itself; without labels, all of a namespace. */
export interface OperatedPods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** The port of the Service of the API server, and that at which it usually listens. */
const API_SERVER_PORTS = [443, 6443];

/**
 * Lets pods of a part ask the cluster's API server. Where it listens differs from cluster to cluster, and no selector
 * finds it: its usual ports are open to all addresses, which is a deviation from `no-internet-egress`.
 */
export function addApiServerFlow(scope: Construct, { stack, part }: PolicyOwner, labels: Labels): void {
  addPolicy(scope, part.namespace, policyName(stack, part, "to-api-server"), {
    podSelector: { matchLabels: labels },
    policyTypes: ["Egress"],
    egress: [...API_SERVER_PORTS.map((port) => addressEgress("", port)), dnsEgress()],
  });
}

/** Lets the API server reach an operator's webhook; its address, too, is the cluster's own affair. */
export function addWebhookFlow(scope: Construct, { stack, part }: PolicyOwner, port: number): void {
  addPolicy(scope, part.namespace, policyName(stack, part, "webhook-from-api-server"), {
    podSelector: {},
    policyTypes: ["Ingress"],
    ingress: [{ ports: portsSpec([port]) }],
  });
}

/** Lets pods of a part be called by pods that its manifests do not hold. */
export function addCallerFlow(
  scope: Construct,
  { stack, part }: PolicyOwner,
  flow: {
    readonly name: string;
    readonly to: Labels;
    readonly from: OperatedPods;
    readonly ports: readonly number[];
  },
): void {
  addPolicy(scope, part.namespace, policyName(stack, part, `from-${flow.name}`), {
    podSelector: { matchLabels: flow.to },
    policyTypes: ["Ingress"],
    ingress: [{ from: [peerSpec(flow.from.namespace, flow.from.labels)], ports: portsSpec(flow.ports) }],
  });
}

/** Lets pods of a part call pods that its manifests do not hold, and find them by DNS. */
export function addCalledFlow(
  scope: Construct,
  { stack, part }: PolicyOwner,
  flow: {
    readonly name: string;
    readonly from: Labels;
    readonly to: OperatedPods;
    readonly ports: readonly number[];
  },
): void {
  addPolicy(scope, part.namespace, policyName(stack, part, `to-${flow.name}`), {
    podSelector: { matchLabels: flow.from },
    policyTypes: ["Egress"],
    egress: [
      { to: [peerSpec(flow.to.namespace, flow.to.labels)], ports: portsSpec(flow.ports) },
      dnsEgress(),
    ],
  });
}
