/** A record's content, or any other JSON object. */
export type Content = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Content {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One text per JSON value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(",")}}`;
}

/**
 * Whether `part` is contained in `whole`: each key of an object in the object, each item of a list in some item of
 * the list, scalars equal. Only a value's own keys count.
 */
export function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((candidate) => contains(candidate, item)));
  }
  if (!isObject(part)) return whole === part;
  if (!isObject(whole)) return false;
  return Object.entries(part).every(
    ([key, value]) => Object.hasOwn(whole, key) && contains(whole[key], value),
  );
}

/** The own value of a field: by its literal name first, then as a dotted path. Undefined where there is none. */
export function valueAt(content: Content, field: string): unknown {
  if (Object.hasOwn(content, field)) return content[field];
  let value: unknown = content;
  for (const step of field.split(".")) {
    if (!isStep(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

function isStep(value: unknown, step: string): value is Content {
  if (Array.isArray(value) && !/^\d+$/.test(step)) return false;
  return typeof value === "object" && value !== null && Object.hasOwn(value, step);
}

/** The values at a path; `*` stands for every item of a list. */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (step === "*") return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return isObject(value) && Object.hasOwn(value, step) ? valuesAt(value[step], rest) : [];
}

/** Whether some text or number inside the value passes the test. */
export function someScalar(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === "string") return test(value);
  if (typeof value === "number") return test(String(value));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((child) => someScalar(child, test));
}
