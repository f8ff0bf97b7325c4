import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { type Part, partOf, partsIn, type Stack } from "../charts/spi/index.ts";
import type { Flow } from "./flows.ts";
import { componentSelector, componentsSelector, selectorOf } from "./labels.ts";
import { addressEgress, dnsEgress, namespacePeer, peerSpec, portsSpec } from "./policy-spec.ts";

/** Adds the policy of a namespace that lets nothing in or out. */
export function addDefaultDeny(scope: Construct, namespace: string): void {
  addPolicy(scope, namespace, "default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
}

/**
 * Adds what a part's pods may do beyond nothing: exactly the flows of its links, and the cluster's DNS where it has
 * anyone to call.
 */
export function addNetworkPolicies(scope: Construct, stack: Stack, part: Part, flows: readonly Flow[]): void {
  const incoming = flows.filter((flow) => flow.to === part.name);
  const outgoing = flows.filter((flow) => flow.from === part.name);
  const name = (rest: string) => policyName(stack, part, rest);
  for (const flow of incoming) {
    addPolicy(scope, part.namespace, name(`from-${flow.from}${suffixOf(flow, incoming, "from")}`), {
      podSelector: { matchLabels: podsOf(part, flow.toComponent) },
      policyTypes: ["Ingress"],
      ingress: [
        { from: [peer(partOf(stack, flow.from), flow.fromComponent)], ports: portsSpec([flow.port]) },
      ],
    });
  }
  for (const flow of outgoing) {
    addPolicy(scope, part.namespace, name(`to-${flow.to}${suffixOf(flow, outgoing, "to")}`), {
      podSelector: { matchLabels: podsOf(part, flow.fromComponent) },
      policyTypes: ["Egress"],
      egress: [
        flow.host === undefined
          ? { to: [peer(partOf(stack, flow.to), flow.toComponent)], ports: portsSpec([flow.port]) }
          : addressEgress(flow.host, flow.port),
      ],
    });
  }
  if (outgoing.length > 0) addDnsEgress(scope, part, name("to-dns"), { matchLabels: selectorOf(part) });
}

/** Components of a part that are alike to the network, and a name for them. */
export interface ComponentGroup {
  readonly name: string;
  readonly components: readonly string[];
}

/** Pods of one component of a part, or of several alike, that call ports of another one or of themselves. */
export interface InternalFlow {
  readonly from: string | ComponentGroup;
  readonly to: string | ComponentGroup;
  readonly ports: readonly number[];
}

/** Lets components of a part talk to each other, exactly as listed, and find each other by DNS. */
export function addInternalFlows(
  scope: Construct,
  { stack, part }: { readonly stack: Stack; readonly part: Part },
  flows: readonly InternalFlow[],
): void {
  for (const { from, to, ports } of flows) {
    addPolicy(scope, part.namespace, policyName(stack, part, `${nameOf(to)}-from-${nameOf(from)}`), {
      podSelector: podSelector(part, to),
      policyTypes: ["Ingress"],
      ingress: [{ from: [ownPeer(part, from)], ports: portsSpec(ports) }],
    });
    addPolicy(scope, part.namespace, policyName(stack, part, `${nameOf(from)}-to-${nameOf(to)}`), {
      podSelector: podSelector(part, from),
      policyTypes: ["Egress"],
      egress: [{ to: [ownPeer(part, to)], ports: portsSpec(ports) }],
    });
  }
  for (const [name, from] of new Map(flows.map((flow) => [nameOf(flow.from), flow.from]))) {
    addDnsEgress(scope, part, policyName(stack, part, `${name}-to-dns`), podSelector(part, from));
  }
}

function nameOf(components: string | ComponentGroup): string {
  return typeof components === "string" ? components : components.name;
}

function podSelector(part: Part, components: string | ComponentGroup): unknown {
  if (typeof components === "string") return { matchLabels: componentSelector(part, components) };
  return componentsSelector(part, components.components);
}

function ownPeer(part: Part, components: string | ComponentGroup): unknown {
  return { ...namespacePeer(part.namespace), podSelector: podSelector(part, components) };
}

/**
 * A service outside the cluster that one component of a part calls, or without one every pod of the part's namespace.
 * `host` is a name or an IPv4 address.
 */
export interface OutsideFlow {
  readonly from?: string;
  readonly host: string;
  readonly port: number;
}

/** Lets pods out to a host. A policy knows addresses only: for a name, the port is open to all of them. */
export function addOutsideFlow(
  scope: Construct,
  { stack, part }: { readonly stack: Stack; readonly part: Part },
  { from, host, port }: OutsideFlow,
): void {
  const labels = from === undefined ? undefined : componentSelector(part, from);
  const name = policyName(
    stack,
    part,
    `${from ?? "all"}-to-${host.toLowerCase().replace(/[^a-z0-9.-]/g, "-")}-${port}`,
  );
  addPolicy(scope, part.namespace, name, {
    podSelector: labels === undefined ? {} : { matchLabels: labels },
    policyTypes: ["Egress"],
    egress: [addressEgress(host, port), dnsEgress()],
  });
}

/** Lets everybody outside the cluster in to ports of a component, for whatever leads there from outside. */
export function addInsideFlow(
  scope: Construct,
  { stack, part }: { readonly stack: Stack; readonly part: Part },
  { to, ports }: { readonly to: string | ComponentGroup; readonly ports: readonly number[] },
): void {
  addPolicy(scope, part.namespace, policyName(stack, part, `${nameOf(to)}-from-outside`), {
    podSelector: podSelector(part, to),
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: portsSpec(ports) }],
  });
}

/** The name of a part's policy: parts that share a namespace have their names in front of those of their policies. */
export function policyName(stack: Stack, part: Part, rest: string): string {
  return partsIn(stack, part.namespace).length === 1 ? rest : `${part.name}-${rest}`;
}

/** A second flow between two parts is told from the first one by its port. */
function suffixOf(flow: Flow, flows: readonly Flow[], end: "from" | "to"): string {
  const first = flows.find((each) => each[end] === flow[end]);
  return first === flow ? "" : `-${flow.port}`;
}

function addDnsEgress(scope: Construct, part: Part, name: string, podSelector: unknown): void {
  addPolicy(scope, part.namespace, name, {
    podSelector,
    policyTypes: ["Egress"],
    egress: [dnsEgress()],
  });
}

/** Adds a NetworkPolicy; `spec` as Kubernetes takes it. */
export function addPolicy(scope: Construct, namespace: string, name: string, spec: unknown): void {
  new ApiObject(scope, `policy-${name}`, {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
  });
}

function peer(part: Part, component: string | undefined): unknown {
  return peerSpec(part.namespace, podsOf(part, component));
}

/** The labels of all pods of a part, or of one of its components. */
function podsOf(part: Part, component: string | undefined): Record<string, string> {
  return component === undefined ? selectorOf(part) : componentSelector(part, component);
}
