/** A map of a Kubernetes object. What a catalog of one's own wrote may have any shape, so nothing is taken for granted. */
export type Fields = Readonly<Record<string, unknown>>;

/** Keys and positions that lead from an object to a value in it. */
export type Keys = readonly (string | number)[];

/** The value as a map; an empty one where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** What stands at a place, or nothing. */
export function valueAt(value: unknown, ...keys: Keys): unknown {
  let found = value;
  for (const key of keys) found = Array.isArray(found) ? found[Number(key)] : fieldsOf(found)[key];
  return found;
}

/** The map at a place; an empty one where there is none. */
export function fieldsAt(value: unknown, ...keys: Keys): Fields {
  return fieldsOf(valueAt(value, ...keys));
}

/** The list at a place; an empty one where there is none. */
export function listAt(value: unknown, ...keys: Keys): readonly unknown[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** The text at a place; the empty one where there is none. */
export function textAt(value: unknown, ...keys: Keys): string {
  const found = valueAt(value, ...keys);
  return typeof found === "string" ? found : "";
}

/** A text in a value, with the keys that lead there. */
export interface PlacedText {
  readonly keys: Keys;
  readonly text: string;
}

/** All texts in a value, in its order. */
export function textsIn(value: unknown, keys: Keys = []): PlacedText[] {
  if (typeof value === "string") return [{ keys, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => textsIn(child, [...keys, key]));
}

/** Whether all pairs of a selector's `matchLabels` are among the labels. */
export function hasLabels(labels: Fields, wanted: Fields): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** The place as a JSON pointer (RFC 6901). */
export function pointerTo(keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
