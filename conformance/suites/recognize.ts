import type { ListedOperation } from "./operations.ts";

/**
 * Finds the operation that a request is for, by method and path, and where several have these by its query and its
 * content; undefined where it is for none. Where the content is not known, the first one is taken.
 */
export type RecognizeRequest = (method: string, path: string, content?: unknown) => string | undefined;

interface Template {
  readonly id: string;
  /** Undefined where any method is taken. */
  readonly method: string | undefined;
  readonly pattern: RegExp;
  readonly query: readonly (readonly [string, string])[];
  readonly field: string | undefined;
  readonly literals: number;
  readonly rest: boolean;
}

/**
 * Recognizes the operations that a block serves (or makes), the template with the most literal segments first, and
 * among those with as many the one that asks for more of the query. A path that ends in a rest is passed on with any
 * method.
 */
export function recognizeRequests(
  operations: readonly ListedOperation[],
  direction: ListedOperation["direction"] = "served",
): RecognizeRequest {
  const templates = operations
    .filter((operation) => operation.direction === direction)
    .map(templateOf)
    .sort(byLiterals);
  return (method, path, content) => {
    const [bare = "", query = ""] = path.split("?", 2);
    const given = new URLSearchParams(query);
    return templates.find(
      (one) =>
        (one.method === undefined || one.method === method) &&
        one.pattern.test(bare) &&
        one.query.every(([name, value]) => given.get(name) === value) &&
        hasField(content, one.field),
    )?.id;
  };
}

function hasField(content: unknown, field: string | undefined): boolean {
  return field === undefined || typeof content !== "object" || content === null || field in content;
}

function templateOf({ id, method, path, query = {}, field }: ListedOperation): Template {
  const rest = path.endsWith("/*");
  const segments = (rest ? path.slice(0, -2) : path).split("/");
  const source = segments.map(patternOf).join("/");
  return {
    id,
    method: rest ? undefined : method,
    pattern: new RegExp(`^${source}${rest ? "/.*" : ""}$`, "s"),
    query: Object.entries(query),
    field,
    literals: segments.filter((segment) => !segment.includes("{")).length,
    rest,
  };
}

/** A segment may have several names in it, as `{field}.{ext}` has. */
function patternOf(segment: string): string {
  return segment
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
}

function byLiterals(one: Template, other: Template): number {
  return (
    Number(one.rest) - Number(other.rest) ||
    other.literals - one.literals ||
    other.query.length - one.query.length
  );
}
