/** The keys of a path as Pulumi writes it: `spec.ports[0].name`, `metadata.labels["a/b"]`. */
export function parsePath(path: string): string[] {
  const found = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...found].map(([, quoted, index, plain]) =>
    quoted === undefined ? (index ?? plain ?? "") : (JSON.parse(`"${quoted}"`) as string),
  );
}

/** The value at a path; undefined where there is none. */
export function valueAtPath(value: unknown, path: string): unknown {
  return parsePath(path).reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}
