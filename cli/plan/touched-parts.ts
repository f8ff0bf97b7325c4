import type { KubeObject, Stack } from "../../charts/spi/index.ts";
import { isHelmRelease, isOpaque } from "../../constructs/rules/opaque.ts";
import type { Change } from "../../deploy/engine.ts";
import { TOUCHES, type Touch, type TouchedPart } from "./cluster-plan.ts";

const WORKLOADS: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

/** The parts whose objects change, in the stack's order and those that go last, with what that means for their pods. */
export function touchedParts(stack: Stack, changes: readonly Change[]): TouchedPart[] {
  const byPart = Map.groupBy(changes, ({ part }) => part);
  const order = [...stack.parts.map(({ name }) => name), ...byPart.keys()];
  return [...new Set(order)].flatMap((part) => {
    const own = byPart.get(part) ?? [];
    const touching = own.filter(({ action }) => action !== "same");
    return touching.length === 0 ? [] : [describe(part, own, touching)];
  });
}

function describe(part: string, own: readonly Change[], touching: readonly Change[]): TouchedPart {
  const before = productIn(own.flatMap((change) => change.before ?? []));
  const after = productIn(own.flatMap((change) => change.after ?? []));
  const touches = new Set(touching.map(touchOf));
  const how =
    wholeTouch(own, before?.id, after?.id) ?? TOUCHES.find((touch) => touches.has(touch)) ?? "adjusted";
  return {
    part,
    how,
    ...(before === undefined ? {} : { before: before.text }),
    ...(after === undefined ? {} : { after: after.text }),
    interrupted: how !== "new" && (how === "removed" || how === "swapped" || touching.some(interrupts)),
    objects: touching.length,
    jobs: touching.filter(runsAJob).map(({ after }) => after?.metadata.name ?? ""),
  };
}

/** What happens to a part as a whole. */
function wholeTouch(own: readonly Change[], before?: string, after?: string): Touch | undefined {
  if (own.every((change) => change.before === undefined)) return "new";
  if (own.every((change) => change.after === undefined)) return "removed";
  return before !== undefined && after !== undefined && before !== after ? "swapped" : undefined;
}

interface ProductName {
  readonly id: string;
  readonly text: string;
}

/** Which product objects are of, by the label that each of them has. */
function productIn(objects: readonly KubeObject[]): ProductName | undefined {
  const labels = objects.map(({ metadata }) => metadata.labels ?? {}).find((all) => PRODUCT in all);
  const id = labels?.[PRODUCT];
  if (id === undefined) return undefined;
  return { id, text: `${id} ${labels?.["app.kubernetes.io/version"] ?? ""}`.trim() };
}

const PRODUCT = "country-stack/product";

function touchOf(change: Change): Touch {
  const object = change.after ?? change.before;
  if (object === undefined) return "adjusted";
  if (WORKLOADS.includes(object.kind)) return workloadTouch(change);
  if (isHelmRelease(object)) return "chart";
  return isOpaque(object) ? "operated" : "adjusted";
}

function workloadTouch({ action, fields = [] }: Change): Touch {
  if (action === "replace") return "recreated";
  if (action !== "update") return "adjusted";
  if (fields.some(({ path }) => /^spec\.template\b/.test(path))) return "restarted";
  return fields.some(({ path }) => path === "spec.replicas") ? "scaled" : "adjusted";
}

/** Whether nobody of a workload answers while it changes. */
function interrupts(change: Change): boolean {
  const { before, after } = change;
  if (before === undefined || !WORKLOADS.includes(before.kind)) return false;
  const touch = workloadTouch(change);
  if (touch === "recreated" || after === undefined) return true;
  const spec = after["spec"] as {
    readonly replicas?: number;
    readonly strategy?: { readonly type?: string };
  };
  if (spec.replicas === 0) return true;
  if (touch !== "restarted") return false;
  // A Deployment has the next pod ready before it ends the last one; a StatefulSet's pods have names, so it cannot.
  return after.kind === "Deployment" ? spec.strategy?.type === "Recreate" : (spec.replicas ?? 1) < 2;
}

/** A job that is there already does not run again by being updated. */
function runsAJob({ action, after }: Change): boolean {
  return after?.kind === "Job" && (action === "create" || action === "replace");
}
