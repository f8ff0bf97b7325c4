import type { KubeObject } from "../../charts/spi/index.ts";

/** One field manager of an object (`metadata.managedFields`, Kubernetes API conventions). */
export interface FieldManager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  /** ISO 8601, UTC. */
  readonly time?: string;
  /** Such as `status` or `scale`, where it wrote through one. */
  readonly subresource?: string;
  readonly fieldsV1?: unknown;
}

/** Keys and positions that lead to a field. */
export type Keys = readonly (string | number)[];

/** Components of Kubernetes itself: what they write is theirs to write. */
const COMPONENTS = /^(kube-|kubelet$|cloud-controller-manager$|k3s$|k0s$|rke2$|service-controller$)/;
/** The engine's own manager, one for each object. */
const OURS = /^(pulumi-kubernetes|country-stack)/;

/** The field managers of an object. */
export function managersOf(object: KubeObject): readonly FieldManager[] {
  const { managedFields } = object.metadata as { readonly managedFields?: readonly FieldManager[] };
  return managedFields ?? [];
}

/** Whether the engine wrote under this manager. */
export function isOurs({ manager }: FieldManager): boolean {
  return OURS.test(manager);
}

/** Whether what the manager wrote is a person's or a foreign program's, and not the cluster's own doing. */
export function isForeign(manager: FieldManager): boolean {
  return !isOurs(manager) && manager.subresource !== "status" && !COMPONENTS.test(manager.manager);
}

/** The fields that a manager holds in this object, each by the keys that lead to it; those that are gone left out. */
export function ownedFields(manager: FieldManager, object: unknown): Keys[] {
  return leaves(manager.fieldsV1, object, []);
}

/**
 * Of the managers that hold a field, a part of it or the whole that it is in, the last that wrote, other than the
 * engine; undefined where no other does.
 */
export function lastWriterOf(object: KubeObject, keys: Keys): FieldManager | undefined {
  const others = managersOf(object).filter(
    (manager) => !isOurs(manager) && ownedFields(manager, object).some((own) => touches(own, keys)),
  );
  return others.toSorted((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
}

/** Whether one place is in the other, or they are the same. */
export function touches(one: Keys, other: Keys): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((key, index) => String(key) === String(other[index]));
}

/**
 * FieldsV1: `f:NAME` is a field, `k:{...}` the item of a list with these values, `v:VALUE` an item of a set, `i:N` a
 * position, and `.` the thing itself. What has nothing below it is held as a whole.
 */
function leaves(fields: unknown, value: unknown, at: Keys): Keys[] {
  const entries = Object.entries((fields ?? {}) as Record<string, unknown>);
  if (entries.length === 0) return value === undefined ? [] : [at];
  return entries.flatMap(([name, below]) => {
    if (name === ".") return isEmpty(value) ? [at] : [];
    const key = keyOf(name, value);
    return key === undefined ? [] : leaves(below, childOf(value, key), [...at, key]);
  });
}

function keyOf(name: string, value: unknown): string | number | undefined {
  const kind = name.slice(0, 2);
  const rest = name.slice(2);
  if (kind === "f:") return rest;
  if (kind === "i:") return Number(rest);
  if (!Array.isArray(value)) return undefined;
  const wanted: unknown = JSON.parse(rest);
  const index = value.findIndex((item) => (kind === "k:" ? hasValues(item, wanted) : item === wanted));
  return index === -1 ? undefined : index;
}

function hasValues(item: unknown, wanted: unknown): boolean {
  const values = Object.entries((wanted ?? {}) as Record<string, unknown>);
  return values.every(([key, value]) => (item as Record<string, unknown> | null)?.[key] === value);
}

function childOf(value: unknown, key: string | number): unknown {
  return (value as Record<string, unknown> | null | undefined)?.[String(key)];
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
