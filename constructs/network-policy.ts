import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { type Part, partOf, type Stack } from "../charts/spi/index.ts";
import type { Flow } from "./flows.ts";
import { selectorOf } from "./labels.ts";
import { dnsEgress, peerSpec } from "./policy-spec.ts";

/**
 * A part's policies: nothing in or out by default, then exactly the flows of its links, and the cluster's DNS where
 * it has anyone to call.
 */
export function addNetworkPolicies(scope: Construct, stack: Stack, part: Part, flows: readonly Flow[]): void {
  addPolicy(scope, part, "default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  const incoming = flows.filter((flow) => flow.to === part.name);
  const outgoing = flows.filter((flow) => flow.from === part.name);
  for (const flow of incoming) {
    addPolicy(scope, part, `from-${flow.from}`, {
      podSelector: { matchLabels: selectorOf(part) },
      policyTypes: ["Ingress"],
      ingress: [{ from: [peer(partOf(stack, flow.from))], ports: [{ port: flow.port, protocol: "TCP" }] }],
    });
  }
  for (const flow of outgoing) {
    addPolicy(scope, part, `to-${flow.to}`, {
      podSelector: { matchLabels: selectorOf(part) },
      policyTypes: ["Egress"],
      egress: [{ to: [peer(partOf(stack, flow.to))], ports: [{ port: flow.port, protocol: "TCP" }] }],
    });
  }
  if (outgoing.length > 0) {
    addPolicy(scope, part, "to-dns", {
      podSelector: { matchLabels: selectorOf(part) },
      policyTypes: ["Egress"],
      egress: [dnsEgress()],
    });
  }
}

function addPolicy(scope: Construct, part: Part, name: string, spec: unknown): void {
  new ApiObject(scope, `policy-${name}`, {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: part.namespace },
    spec,
  });
}

function peer(part: Part): unknown {
  return peerSpec(part.namespace, selectorOf(part));
}
