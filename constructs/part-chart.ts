import { ApiObject, Chart } from "cdk8s";
import type { Construct } from "constructs";
import { type Part, partsIn, type Stack } from "../charts/spi/index.ts";
import type { Flow } from "./flows.ts";
import { labelsOf } from "./labels.ts";
import { addDefaultDeny, addNetworkPolicies } from "./network-policy.ts";
import { addRoutes } from "./routes.ts";
import { podSecurityLevel } from "./rules/pod-security-level.ts";

/**
 * What every part starts from: its namespace at the strictest Pod Security level that the stated needs of its parts
 * allow, its policies, and names without hashes, so that addresses are known before anything is applied.
 */
export class PartChart extends Chart {
  constructor(scope: Construct, stack: Stack, part: Part, flows: readonly Flow[]) {
    super(scope, part.name, {
      namespace: part.namespace,
      labels: labelsOf(stack, part),
      disableResourceNameHashes: true,
    });
    // Of the parts that share a namespace, the one that is installed first brings it.
    if (partsIn(stack, part.namespace)[0] === part) {
      new ApiObject(this, "namespace", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
          name: part.namespace,
          namespace: undefined as unknown as string,
          labels: podSecurity(stack, part.namespace),
        },
      });
      addDefaultDeny(this, part.namespace);
    }
    addNetworkPolicies(this, stack, part, flows);
    addRoutes(this, stack, part);
  }
}

/** What the API server gives to pods is what the parts say they need; beyond that it refuses, and warns of nothing. */
function podSecurity(stack: Stack, namespace: string): Record<string, string> {
  const level = podSecurityLevel(partsIn(stack, namespace).flatMap(({ product }) => product.needs));
  return {
    "pod-security.kubernetes.io/enforce": level,
    "pod-security.kubernetes.io/audit": level,
    "pod-security.kubernetes.io/warn": level,
  };
}
