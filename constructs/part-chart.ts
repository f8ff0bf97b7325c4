import { ApiObject, Chart } from "cdk8s";
import type { Construct } from "constructs";
import type { Part, Stack } from "../charts/spi/index.ts";
import type { Flow } from "./flows.ts";
import { labelsOf } from "./labels.ts";
import { addNetworkPolicies } from "./network-policy.ts";

/**
 * What every part starts from: its namespace at the Pod Security level `restricted`, its policies, and names without
 * hashes, so that addresses are known before anything is applied.
 */
export class PartChart extends Chart {
  constructor(scope: Construct, stack: Stack, part: Part, flows: readonly Flow[]) {
    super(scope, part.name, {
      namespace: part.namespace,
      labels: labelsOf(stack, part),
      disableResourceNameHashes: true,
    });
    new ApiObject(this, "namespace", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: part.namespace,
        namespace: undefined as unknown as string,
        labels: podSecurity("restricted"),
      },
    });
    addNetworkPolicies(this, stack, part, flows);
  }
}

function podSecurity(level: "restricted" | "baseline" | "privileged"): Record<string, string> {
  return {
    "pod-security.kubernetes.io/enforce": level,
    "pod-security.kubernetes.io/audit": level,
    "pod-security.kubernetes.io/warn": level,
  };
}
