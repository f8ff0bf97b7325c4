import type { Manifest } from "../../charts/spi/index.ts";
import { type Examined, inObject, ofKind, type Pod, replicasOf } from "./examined.ts";
import { fieldsAt, hasLabels, listAt, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { practice } from "./standards.ts";

/** Advice on what keeps a service there while nodes come and go. */
export const availabilityRules: readonly Rule[] = [
  {
    id: "disruption-budget",
    title: "Replicas are not drained together, and a node can be drained at all",
    level: "warning",
    counterparts: practice("disruption-budget"),
    check: (examined) => replicated(examined).flatMap((pod) => budgetTrouble(pod, examined)),
  },
  {
    id: "spread-replicas",
    title: "Replicas are spread over nodes",
    level: "warning",
    counterparts: practice("spread-replicas"),
    check: (examined) =>
      replicated(examined)
        .filter(({ manifest, spec }) => replicasOf(manifest) > 1 && !isSpread(spec))
        .map(({ manifest, keys }) => inObject(manifest, [...keys, "spec", "topologySpreadConstraints"])),
  },
];

function replicated({ pods }: Examined): Pod[] {
  return pods.filter(({ manifest }) => ["Deployment", "StatefulSet"].includes(manifest.object.kind));
}

function budgetTrouble({ manifest, metadata }: Pod, examined: Examined): Deviation[] {
  const { namespace } = manifest.object.metadata;
  const replicas = replicasOf(manifest);
  const labels = fieldsAt(metadata, "labels");
  const budgets = ofKind(examined, "PodDisruptionBudget").filter(
    ({ object }) =>
      object.metadata.namespace === namespace &&
      hasLabels(labels, fieldsAt(object, "spec", "selector", "matchLabels")),
  );
  if (budgets.length === 0) {
    return replicas > 1 ? [inObject(manifest, ["spec", "replicas"], { replicas })] : [];
  }
  return budgets
    .filter((budget) => letsNobodyGo(budget, replicas))
    .map((budget) => inObject(budget, ["spec"], { replicas }));
}

/** A budget under which no pod may ever be evicted stops every drain of its node. */
function letsNobodyGo({ object }: Manifest, replicas: number): boolean {
  const least = valueAt(object, "spec", "minAvailable");
  const most = valueAt(object, "spec", "maxUnavailable");
  if (least !== undefined) return least === "100%" || (typeof least === "number" && least >= replicas);
  return most === 0 || most === "0%";
}

function isSpread(spec: unknown): boolean {
  return (
    listAt(spec, "topologySpreadConstraints").length > 0 ||
    valueAt(spec, "affinity", "podAntiAffinity") !== undefined
  );
}
