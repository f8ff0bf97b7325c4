import type { Span } from "../charts/spi/index.ts";

/** Where a value and its key stand; items of lists and the top level have no key. */
interface Place {
  readonly at: Span;
  readonly key?: Span | undefined;
}

/** A value together with the places it came from, perhaps in several files. */
export type Located = LocatedScalar | LocatedMap | LocatedList;
export type LocatedScalar = Place & {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
};
export type LocatedMap = Place & { readonly kind: "map"; readonly entries: ReadonlyMap<string, Located> };
type LocatedList = Place & { readonly kind: "list"; readonly items: readonly Located[] };

/** A way to a value: keys of maps and indices of lists. */
export type Path = readonly PropertyKey[];

/** The plain value, without places. */
export function plainValue(located: Located): unknown {
  if (located.kind === "scalar") return located.value;
  if (located.kind === "list") return located.items.map(plainValue);
  return Object.fromEntries([...located.entries].map(([key, child]) => [key, plainValue(child)]));
}

/**
 * Lays one value over another: maps are merged key by key, anything else replaces what is below. Keys keep the
 * order of the lower value; every value and key keeps the place it came from.
 */
export function mergeLocated(base: LocatedMap, over: LocatedMap): LocatedMap {
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const below = entries.get(key);
    entries.set(key, below?.kind === "map" && value.kind === "map" ? mergeLocated(below, value) : value);
  }
  return { ...over, entries };
}

/** The value at a path, if there is one. */
export function findLocated(root: Located, path: Path): Located | undefined {
  let here: Located | undefined = root;
  for (const step of path) {
    if (here?.kind === "map") here = here.entries.get(String(step));
    else here = here?.kind === "list" ? here.items[Number(step)] : undefined;
  }
  return here;
}

/** The place of the value at a path, or of the key of the nearest value above it that exists. */
export function spanOf(root: Located, path: Path): Span {
  return findLocated(root, path)?.at ?? keySpanOf(root, path.slice(0, -1));
}

/** The place of the key at a path (of the value, where it has no key), or of the nearest above it that exists. */
export function keySpanOf(root: Located, path: Path): Span {
  for (let length = path.length; length > 0; length--) {
    const found = findLocated(root, path.slice(0, length));
    if (found !== undefined) return found.key ?? found.at;
  }
  return root.at;
}
