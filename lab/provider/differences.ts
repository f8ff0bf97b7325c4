import { isProperties, type Json, type Path, type Properties } from "./properties.ts";

/** A field that differs between two versions of an object. */
export interface Difference {
  path: Path;
  kind: "add" | "delete" | "update";
}

/** The fields in which two values differ, as deep as both go on. A missing field and null are the same. */
export function listDifferences(
  before: Json | undefined,
  after: Json | undefined,
  at: Path = [],
): Difference[] {
  if (isEmpty(before)) return isEmpty(after) ? [] : [{ path: at, kind: "add" }];
  if (isEmpty(after)) return [{ path: at, kind: "delete" }];
  const bothObjects = isProperties(before) && isProperties(after);
  const bothLists = Array.isArray(before) && Array.isArray(after);
  if (bothObjects || bothLists) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      listDifferences((before as Properties)[key], (after as Properties)[key], [...at, key]),
    );
  }
  return before === after ? [] : [{ path: at, kind: "update" }];
}

/**
 * The part of a live value that the shape of a declared value covers: what refresh records as inputs, so that a field
 * that a hand changed shows, and one that the cluster filled in does not.
 */
export function projectOnto(live: Json | undefined, declared: Json): Json | undefined {
  if (isProperties(live) && isProperties(declared)) {
    const entries = Object.entries(declared).map(
      ([key, value]) => [key, projectOnto(live[key], value)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Properties;
  }
  if (Array.isArray(live) && Array.isArray(declared) && live.length === declared.length) {
    return live.map((item, index) => projectOnto(item, declared[index] ?? null) ?? null);
  }
  return live;
}

/** A path as Pulumi writes it: `spec.ports[0].name`, `metadata.labels["a/b"]`. */
export function formatPath(path: Path): string {
  return path
    .map((key, index) => {
      if (/^\d+$/.test(key)) return `[${key}]`;
      if (/^[A-Za-z_]\w*$/.test(key)) return index === 0 ? key : `.${key}`;
      return `[${JSON.stringify(key)}]`;
    })
    .join("");
}

function isEmpty(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}
