import { isDeepStrictEqual } from "node:util";

/** The way to a place in JSON: the keys of objects, and 0 for the items of an array. */
export type FieldPath = readonly (string | 0)[];

/** A place as a person reads it: `results[0].id`, or `the answer` for all of it. */
export function describePath(path: FieldPath): string {
  const text = path.map((step) => (step === 0 ? "[0]" : `.${step}`)).join("");
  return text.replace(/^\./, "") || "the answer";
}

/** All places in the values that are at most `depth` keys deep, each once, the outer ones first. */
export function placesIn(values: readonly unknown[], depth: number): FieldPath[] {
  const found = new Map<string, FieldPath>();
  for (const value of values)
    for (const { path } of walk(value, [], depth)) found.set(describePath(path), path);
  return [...found.values()];
}

/** A place and what is there. */
export interface Place {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** The value, and all places below it that are at most `depth` keys deep; of arrays every item. */
export function* walk(value: unknown, path: FieldPath, depth: number): Generator<Place> {
  // The item of an array is no field; what is in it may be some.
  if (path.at(-1) !== 0) yield { path, value };
  if (Array.isArray(value)) for (const item of value) yield* walk(item, [...path, 0], depth);
  else if (depth > 0 && typeof value === "object" && value !== null) {
    for (const [key, inner] of fieldsOf(value, path)) yield* walk(inner, [...path, key], depth - 1);
  }
}

/** None where the keys are names that somebody chose: paths, and the properties of a schema. */
function fieldsOf(value: object, path: FieldPath): [string, unknown][] {
  const entries = Object.entries(value);
  const chosen = path.at(-1) === "properties" || entries.some(([key]) => key.includes("/"));
  return chosen ? [] : entries;
}

/**
 * A copy of the value that is changed in one place; the change answers undefined for what has to go. Of arrays on
 * the way the first item that has the place is changed, or every one. Where none has it, the value is unchanged.
 */
export function changeAt(
  value: unknown,
  path: FieldPath,
  change: (found: unknown) => unknown,
  items: "first" | "every" = "first",
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  const inside = (inner: unknown) => changeAt(inner, rest, change, items);
  if (step === 0) {
    if (!Array.isArray(value)) return value;
    const changed = value.map(inside);
    const first = changed.findIndex((item, index) => !isDeepStrictEqual(item, value[index]));
    return items === "every"
      ? changed
      : value.map((item, index) => (index === first ? changed[index] : item));
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, key === step ? inside(inner) : inner]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
