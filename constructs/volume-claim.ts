import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import type { ProductContext } from "../charts/spi/index.ts";
import { kplus } from "./kplus.ts";

/** A volume that outlives its pods. `storage` is a Kubernetes quantity; without a class the cluster's default serves. */
export interface VolumeClaimProps {
  readonly name: string;
  readonly storage: string;
  readonly storageClass?: string | undefined;
  /** Whether pods on several nodes mount it; the storage class has to be able to. */
  readonly shared?: boolean;
}

/**
 * Adds the claim `PART-data` for all that a part stores, in the class that the profile names for it; answers its name.
 */
export function addDataClaim(
  scope: Construct,
  { part, footprint }: Pick<ProductContext, "part" | "footprint">,
): string {
  const name = `${part.name}-data`;
  addVolumeClaim(scope, { name, storage: footprint.storage, storageClass: part.overrides.storageClass });
  return name;
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
