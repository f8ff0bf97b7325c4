import type { ListedOperation } from "./operations.ts";

/** Finds the operation that a request is for, by method and path (a query is ignored); undefined where it is for none. */
export type RecognizeRequest = (method: string, path: string) => string | undefined;

interface Template {
  readonly id: string;
  /** Undefined where any method is taken. */
  readonly method: string | undefined;
  readonly pattern: RegExp;
  readonly literals: number;
  readonly rest: boolean;
}

/**
 * Recognizes the operations that a block serves, the template with the most literal segments first. A path that ends
 * in a rest is passed on with any method.
 */
export function recognizeRequests(operations: readonly ListedOperation[]): RecognizeRequest {
  const templates = operations
    .filter(({ direction }) => direction === "served")
    .map(templateOf)
    .sort(byLiterals);
  return (method, path) => {
    const bare = path.split("?", 1)[0] ?? "";
    return templates.find(
      (one) => (one.method === undefined || one.method === method) && one.pattern.test(bare),
    )?.id;
  };
}

function templateOf({ id, method, path }: ListedOperation): Template {
  const rest = path.endsWith("/*");
  const segments = (rest ? path.slice(0, -2) : path).split("/");
  const source = segments.map(patternOf).join("/");
  return {
    id,
    method: rest ? undefined : method,
    pattern: new RegExp(`^${source}${rest ? "/.*" : ""}$`, "s"),
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
  return Number(one.rest) - Number(other.rest) || other.literals - one.literals;
}
