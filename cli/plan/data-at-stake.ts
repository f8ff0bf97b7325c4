import { GENERATE_ANNOTATION, type KubeObject, type SecretRequest } from "../../charts/spi/index.ts";
import { askedOfCluster } from "../../constructs/asked-pods.ts";
import { keysOf } from "../../constructs/asked-secret.ts";
import { groupOf, isHelmRelease, isOpaque } from "../../constructs/rules/opaque.ts";
import { readQuantity } from "../../deploy/cluster/live-quantity.ts";
import type { Change } from "../../deploy/engine.ts";
import type { DataAtStake, Fate } from "./cluster-plan.ts";

/** What is found out of one change, before anybody was asked. */
type Finding = Pick<DataAtStake, "fate" | "detail">;

/** Groups whose objects are wishes: what is made of them is made again. */
const WISHES: readonly string[] = ["cert-manager.io", "monitoring.coreos.com", "trust.cert-manager.io"];

/** What stands in the cluster to be lost with it. */
const LOSING: readonly Fate[] = ["lost", "emptied", "remade", "unexamined"];

/**
 * What of a stack's stored data the changes touch, and what becomes of it. `up` keeps claims, Secrets and namespaces
 * that leave the stack (docs/adr/0006); whatever is lost, or might be, has to be allowed for its part by name.
 */
export function dataAtStake(changes: readonly Change[], allowed: readonly string[]): DataAtStake[] {
  return changes.flatMap((change) =>
    findingsOf(change).map(({ fate, detail }): DataAtStake => {
      const loses = LOSING.includes(fate);
      return {
        part: change.part,
        object: nameOf(change.before as KubeObject),
        fate,
        detail,
        loses,
        allowed: loses && allowed.includes(change.part),
      };
    }),
  );
}

/** The ids of what the engine may make anew without its data: what was allowed, and nothing else. */
export function allowedLosses(changes: readonly Change[], allowed: readonly string[]): string[] {
  return changes
    .filter(
      ({ action, holdsData, part }) => action === "replace" && holdsData === true && allowed.includes(part),
    )
    .map(({ id }) => id);
}

function findingsOf(change: Change): Finding[] {
  const { before } = change;
  if (before === undefined) return [];
  if (before.kind === "PersistentVolumeClaim") return claimFate(change, before);
  if (before.kind === "Secret") return secretFate(change, before);
  if (before.kind === "StatefulSet") return templateFate(change, before);
  if (before.kind === "Namespace")
    return change.action === "delete" && !stays(change) ? [fate("lost", "")] : [];
  return isOpaque(before) ? opaqueFate(change, before) : [];
}

function claimFate(change: Change, before: KubeObject): Finding[] {
  const size = sizeOf(before);
  if (change.action === "delete") return [fate(stays(change) ? "left" : "lost", size)];
  if (change.action === "replace") {
    const now = change.after === undefined ? "" : sizeOf(change.after);
    return [fate("emptied", now === "" || now === size ? size : `${size} → ${now}`)];
  }
  return change.after !== undefined && isOther(before, change.after) ? [fate("taken-over", size)] : [];
}

/** Values that nobody can make again: passwords, keys and certificates that were made here. */
function secretFate({ action, after, ...change }: Change, before: KubeObject): Finding[] {
  const held = madeKeys(before);
  if (held.length === 0) return [];
  if (action === "delete") return [fate(stays({ action, ...change }) ? "left" : "lost", held.join(", "))];
  if (action === "replace") return [fate("remade", held.join(", "))];
  const kept = after === undefined ? [] : madeKeys(after);
  const gone = held.filter((key) => !kept.includes(key));
  return action === "update" && gone.length > 0 ? [fate("lost", gone.join(", "))] : [];
}

function madeKeys(secret: KubeObject): string[] {
  const request = secret.metadata.annotations?.[GENERATE_ANNOTATION];
  if (request === undefined) return [];
  const made = Object.entries(JSON.parse(request) as SecretRequest).filter(([, { generate }]) => {
    return generate === "password" || generate === "rsa-keypair" || generate === "certificate";
  });
  return keysOf(Object.fromEntries(made));
}

interface StatefulSpec {
  readonly replicas?: number;
  readonly volumeClaimTemplates?: readonly unknown[];
  readonly persistentVolumeClaimRetentionPolicy?: {
    readonly whenDeleted?: string;
    readonly whenScaled?: string;
  };
}

/** The claims that a StatefulSet makes outlive it, unless it says otherwise. */
function templateFate({ action, after }: Change, before: KubeObject): Finding[] {
  const spec = before["spec"] as StatefulSpec;
  if ((spec.volumeClaimTemplates ?? []).length === 0) return [];
  const detail = askedOfCluster(before, isOpaque)
    .volumes.map(({ name, count, storage }) => `${count} × ${name} ${storage}`)
    .join(", ");
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  const among = (policy: string | undefined, otherwise: Fate) => [
    fate(policy === "Delete" ? "lost" : otherwise, detail),
  ];
  if (action === "delete") return among(whenDeleted, "left");
  if (action === "replace") return among(whenDeleted, "kept");
  return action === "update" && replicasOf(after) < replicasOf(before) ? among(whenScaled, "left") : [];
}

function replicasOf(workload: KubeObject | undefined): number {
  return (workload?.["spec"] as StatefulSpec | undefined)?.replicas ?? 1;
}

/** What a chart or an operator does with what it made, nobody examined. */
function opaqueFate(change: Change, before: KubeObject): Finding[] {
  if (WISHES.includes(groupOf(before))) return [];
  const detail = storageOf(before)
    .map(({ count, storage }) => `${count} × ${storage}`)
    .join(", ");
  if (change.action === "delete") return [fate(stays(change) ? "left" : "unexamined", detail)];
  if (change.action === "replace") return [fate("unexamined", detail)];
  return change.action === "update" && isLess(before, change.after) ? [fate("unexamined", detail)] : [];
}

/** Whether less storage is asked for than before, which no volume can follow. */
function isLess(before: KubeObject, after: KubeObject | undefined): boolean {
  if (after === undefined || isHelmRelease(after)) return false;
  const now = storageOf(after);
  return storageOf(before).some(({ name, storage, count }) => {
    const same = now.find((each) => each.name === name);
    return same === undefined || readQuantity(same.storage) < readQuantity(storage) || same.count < count;
  });
}

function storageOf(object: KubeObject) {
  return askedOfCluster(object, isOpaque).volumes;
}

function fate(found: Fate, detail: string): Finding {
  return { fate: found, detail };
}

/** Whether it leaves the stack and not the cluster. */
function stays({ action, holdsData }: Pick<Change, "action" | "holdsData">): boolean {
  return action === "delete" && holdsData === true;
}

/** Whether an object changes hands from one product to another. */
function isOther(before: KubeObject, after: KubeObject): boolean {
  const [one, other] = [before, after].map(({ metadata }) => metadata.labels?.["country-stack/product"]);
  return one !== undefined && other !== undefined && one !== other;
}

function sizeOf(claim: KubeObject): string {
  return askedOfCluster(claim, isOpaque).volumes[0]?.storage ?? "";
}

function nameOf({ kind, metadata: { name, namespace } }: KubeObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
