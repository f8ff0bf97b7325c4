import type { ListedOperation } from "../suites/operations.ts";
import { recognizeRequests } from "../suites/recognize.ts";
import { type Call, readJson } from "./call.ts";

/** Finds the operation that a call is for; undefined where it is for none that is listed. */
export type Recognize = (call: Call) => string | undefined;

/** Recognizes the operations that a block serves, by method and path. */
export function recognizeServed(operations: readonly ListedOperation[]): Recognize {
  const recognize = recognizeRequests(operations);
  return ({ method, path }) => recognize(method, path);
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
