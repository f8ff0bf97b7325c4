import type { ListedOperation } from "../suites/operations.ts";
import { recognizeRequests } from "../suites/recognize.ts";
import { type Call, readJson } from "./call.ts";

/** Finds the operation that a call is for; undefined where it is for none that is listed. */
export type Recognize = (call: Call) => string | undefined;

/** Recognizes the operations that a block serves. */
export function recognizeServed(operations: readonly ListedOperation[]): Recognize {
  const recognize = recognizeRequests(operations);
  return (call) => recognize(call.method, call.path, readJson(call));
}

/** What tells the calls of an emitted operation from other calls that arrive at the sink. */
const EMITTED: Readonly<Record<string, (content: object) => boolean>> = {
  deliverEvent: (content) => "eventType" in content && "event" in content,
  emitCallback: (content) => "meta" in content || "content" in content,
};

/**
 * Recognizes the operations that a block makes itself, by what arrives; else by the address below the check's own:
 * a suite may name there the operation that it waits for, or a place of its choice that the operation's path follows.
 */
export function recognizeEmitted(operations: readonly ListedOperation[]): Recognize {
  const emitted = operations.filter(({ direction }) => direction === "emitted");
  const recognize = recognizeRequests(operations, "emitted");
  return (call) => {
    const content = readJson(call);
    const known = emitted.find(
      ({ id }) => call.method === "POST" && isObject(content) && EMITTED[id]?.(content),
    );
    const [, place = "", below = ""] = /^\/[^/?]*\/([^/?]*)(.*)$/s.exec(call.path) ?? [];
    const named = emitted.find(({ id }) => id === place);
    return (known ?? named)?.id ?? recognize(call.method, below, content);
  };
}

function isObject(content: unknown): content is object {
  return typeof content === "object" && content !== null;
}
