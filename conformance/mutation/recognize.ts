import type { ListedOperation } from "../suites/operations.ts";
import { type Call, readJson } from "./call.ts";

/** Finds the operation that a call is for; undefined where it is for none that is listed. */
export type Recognize = (call: Call) => string | undefined;

interface Template {
  readonly id: string;
  /** Undefined where any method is taken. */
  readonly method: string | undefined;
  readonly pattern: RegExp;
  readonly literals: number;
  readonly rest: boolean;
}

/**
 * Recognizes the operations that a block serves by method and path, the template with the most literal segments
 * first. A path that ends in a rest is passed on with any method.
 */
export function recognizeServed(operations: readonly ListedOperation[]): Recognize {
  const templates = operations
    .filter(({ direction }) => direction === "served")
    .map(templateOf)
    .sort(byLiterals);
  return ({ method, path }) => {
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

/** What tells the calls of an emitted operation from other calls that arrive at the sink. */
const EMITTED: Readonly<Record<string, (content: object) => boolean>> = {
  deliverEvent: (content) => "eventType" in content && "event" in content,
};

/** Recognizes the operations that a block makes itself, by what arrives. */
export function recognizeEmitted(operations: readonly ListedOperation[]): Recognize {
  const emitted = operations.filter(({ direction }) => direction === "emitted");
  return (call) => {
    const content = readJson(call);
    if (call.method !== "POST" || typeof content !== "object" || content === null) return undefined;
    return emitted.find(({ id }) => EMITTED[id]?.(content))?.id;
  };
}
