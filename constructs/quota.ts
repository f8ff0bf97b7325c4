import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";

/** The most that all pods of a namespace may ask for together, in Kubernetes quantities. */
export interface QuotaProps {
  readonly cpu: string;
  readonly memory: string;
  /** The limits of all of them together; memory is what a node runs out of. */
  readonly memoryLimit: string;
  readonly pods: number;
  /** The sum of its volumes; none without it. */
  readonly storage?: string;
}

/**
 * Adds a ResourceQuota around what an upstream chart or an operator makes, whose contents nobody examined. A quota
 * refuses containers that ask for nothing, so a LimitRange says what those get.
 */
export function addQuota(scope: Construct, { cpu, memory, memoryLimit, pods, storage }: QuotaProps): void {
  new ApiObject(scope, "quota", {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "quota" },
    spec: {
      hard: {
        "requests.cpu": cpu,
        "requests.memory": memory,
        "limits.memory": memoryLimit,
        pods: String(pods),
        "requests.storage": storage ?? "0",
      },
    },
  });
  new ApiObject(scope, "limits", {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits" },
    spec: {
      limits: [
        {
          type: "Container",
          defaultRequest: { cpu: "10m", memory: "64Mi" },
          default: { cpu: "500m", memory: "256Mi" },
        },
      ],
    },
  });
}
