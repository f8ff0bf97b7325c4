import type { Manifest } from "../../charts/spi/index.ts";
import { askedOfCluster } from "../../constructs/asked-pods.ts";
import { isOpaque } from "../../constructs/rules/opaque.ts";
import type { PlacedPod } from "./node-slots.ts";

/** The pods that come of manifests. */
export interface WantedPods {
  readonly pods: readonly PlacedPod[];
  /** Parts of which more may come than is known: upstream charts, custom resources of unknown kinds. */
  readonly unexamined: readonly string[];
}

/** Lists the pods that manifests make in a cluster, those of known operators included; `fitPods` finds them a node. */
export function wantedPods(manifests: readonly Manifest[]): WantedPods {
  const unexamined = new Set<string>();
  const pods = manifests.flatMap(({ part, object }): PlacedPod[] => {
    const asked = askedOfCluster(object, isOpaque);
    if (asked.unknown) unexamined.add(part);
    const namespace = object.metadata.namespace ?? "default";
    return asked.pods.flatMap(({ name, count, labels, spec, everyNode }) =>
      Array.from({ length: everyNode === true ? 1 : count }, (_, index) => ({
        name: count === 1 ? name : `${name}-${index}`,
        namespace,
        part,
        labels,
        spec,
        ...(everyNode === true ? { everyNode } : {}),
      })),
    );
  });
  return { pods, unexamined: [...unexamined] };
}
