import type { Keys } from "./owned-fields.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A field in which two versions of an object differ. */
export interface DifferingField {
  /** As a person writes it: items of lists by their name where they have one. */
  readonly path: string;
  /** Into the later version, or where the field is gone into the earlier one. */
  readonly keys: Keys;
  readonly kind: "changed" | "removed" | "added";
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What the items of Kubernetes' lists are told apart by, in the order in which it is looked for. */
const NAMES = ["name", "key", "mountPath", "containerPort", "port", "ip", "type"];

/** The fields in which two values differ, as deep as both go on. A missing field, null and an empty value are the same. */
export function differingFields(
  before: unknown,
  after: unknown,
  path = "",
  keys: Keys = [],
): DifferingField[] {
  if (isNothing(before) && isNothing(after)) return [];
  if (before === undefined || before === null) return [{ path, keys, kind: "added", after }];
  if (after === undefined || after === null) return [{ path, keys, kind: "removed", before }];
  if (Array.isArray(before) && Array.isArray(after)) return differingItems(before, after, path, keys);
  if (isFields(before) && isFields(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      differingFields(before[name], after[name], joined(path, name), [...keys, name]),
    );
  }
  return before === after ? [] : [{ path, keys, kind: "changed", before, after }];
}

/** The place of a field as a person writes it, items of lists by their name where they have one. */
export function pathOf(object: unknown, keys: Keys): string {
  let value = object;
  let path = "";
  for (const key of keys) {
    path = Array.isArray(value) ? `${path}[${nameOf(value, Number(key))}]` : joined(path, String(key));
    value = (value as Fields | undefined)?.[String(key)];
  }
  return path;
}

function differingItems(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  keys: Keys,
): DifferingField[] {
  const name = [...before, ...after].every(isFields)
    ? namedBy(before as Fields[], after as Fields[])
    : undefined;
  if (name === undefined) {
    // What cannot be told apart is compared as a whole where items came or went.
    if (before.length !== after.length) return [{ path, keys, kind: "changed", before, after }];
    return after.flatMap((item, index) =>
      differingFields(before[index], item, `${path}[${index}]`, [...keys, index]),
    );
  }
  const indexIn = (list: readonly unknown[], wanted: unknown) =>
    list.findIndex((item) => (item as Fields)[name] === wanted);
  const kept = after.flatMap((item, index) => {
    const wanted = (item as Fields)[name];
    const at = indexIn(before, wanted);
    return differingFields(at < 0 ? undefined : before[at], item, `${path}[${wanted}]`, [...keys, index]);
  });
  const gone = before.flatMap((item, index) => {
    const wanted = (item as Fields)[name];
    if (indexIn(after, wanted) >= 0) return [];
    return differingFields(item, undefined, `${path}[${wanted}]`, [...keys, index]);
  });
  return [...kept, ...gone];
}

/** What tells the items of both lists apart. */
function namedBy(before: readonly Fields[], after: readonly Fields[]): string | undefined {
  const isDistinct = (list: readonly Fields[], name: string) => {
    const values = new Set(list.map((item) => item[name]));
    return values.size === list.length && !values.has(undefined);
  };
  return NAMES.find((name) => isDistinct(before, name) && isDistinct(after, name));
}

function nameOf(list: readonly unknown[], index: number): string {
  const name = list.every(isFields) ? namedBy(list, list) : undefined;
  return String(name === undefined ? index : (list[index] as Fields)[name]);
}

function joined(path: string, name: string): string {
  const plain = /^[A-Za-z_][\w-]*$/.test(name);
  if (!plain) return `${path}["${name}"]`;
  return path === "" ? name : `${path}.${name}`;
}

/** The API leaves out what is empty, whoever wrote it. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
