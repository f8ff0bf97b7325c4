type Json = unknown;
type Properties = { readonly [key: string]: Json };

/** What a server may change in metadata without the object being another one. */
const MOVING = ["managedFields", "resourceVersion", "generation"];

/**
 * The part of a live value that the shape of a declared value covers: what was applied last, as far as it can be
 * known. Lists of another length count as a whole.
 */
export function projectOnto(live: Json, declared: Json): Json {
  if (isProperties(live) && isProperties(declared)) {
    const entries = Object.entries(declared).map(
      ([key, value]) => [key, projectOnto(live[key], value)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  if (Array.isArray(live) && Array.isArray(declared) && live.length === declared.length) {
    return live.map((item, index) => projectOnto(item, declared[index]));
  }
  return live;
}

/** Whether two answers of the server are the same object, but for what moves at every write. */
export function isSameObject(one: Json, other: Json): boolean {
  return stable(withoutMoving(one)) === stable(withoutMoving(other));
}

function withoutMoving(object: Json): Json {
  if (!isProperties(object) || !isProperties(object["metadata"])) return object;
  const metadata = Object.entries(object["metadata"]).filter(([key]) => !MOVING.includes(key));
  return { ...object, metadata: Object.fromEntries(metadata) };
}

function stable(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    isProperties(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function isProperties(value: Json): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
