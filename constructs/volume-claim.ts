import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { kplus } from "./kplus.ts";

/** A volume that outlives its pods. `storage` is a Kubernetes quantity; without a class the cluster's default serves. */
export interface VolumeClaimProps {
  readonly name: string;
  readonly storage: string;
  readonly storageClass?: string | undefined;
  /** Whether pods on several nodes mount it; the storage class has to be able to. */
  readonly shared?: boolean;
}

/** Adds a claim, for one node at a time unless it is shared. */
export function addVolumeClaim(scope: Construct, props: VolumeClaimProps): kplus.IPersistentVolumeClaim {
  new ApiObject(scope, `claim-${props.name}`, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: props.name },
    spec: {
      accessModes: [props.shared === true ? "ReadWriteMany" : "ReadWriteOnce"],
      resources: { requests: { storage: props.storage } },
      ...(props.storageClass === undefined ? {} : { storageClassName: props.storageClass }),
    },
  });
  return kplus.PersistentVolumeClaim.fromClaimName(scope, `claim-${props.name}-ref`, props.name);
}
