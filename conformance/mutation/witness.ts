import { type Answer, type Call, callerOf, correlationOf, readJson } from "./call.ts";
import type { Seen } from "./damage.ts";

/** What a proxy remembers of the calls that went through it. */
export interface Witness {
  /** Remembers who called and what was said. */
  hear(call: Call): void;
  /** Remembers an answer with the operation it was for. */
  see(operation: string, call: Call, answer: Answer): void;
  /** Who else has called in the same check, the latest first, and at last who the checks are. */
  callersOf(call: Call): string[];
  takeSeen(): ReadonlyMap<string, readonly Seen[]>;
  forget(): void;
}

interface Memory {
  readonly callers: string[];
  readonly said: Set<string>;
}

/** A witness that remembers nothing yet. */
export function createWitness(client: string): Witness {
  const checks = new Map<string, Memory>();
  let seen = new Map<string, Seen[]>();
  const memoryOf = (call: Call): Memory => {
    const key = correlationOf(call);
    const memory = checks.get(key) ?? { callers: [], said: new Set<string>() };
    checks.set(key, memory);
    return memory;
  };
  return {
    hear: (call) => {
      const { callers, said } = memoryOf(call);
      const caller = callerOf(call);
      if (caller !== undefined) callers.unshift(caller);
      for (const text of textsOf(call)) said.add(text);
    },
    see: (operation, call, answer) => {
      const said = new Set(memoryOf(call).said);
      seen.set(operation, [...(seen.get(operation) ?? []), { call, answer, said }]);
    },
    callersOf: (call) => [...new Set([...memoryOf(call).callers, client])],
    takeSeen: () => {
      const taken = seen;
      seen = new Map();
      return taken;
    },
    forget: () => checks.clear(),
  };
}

/** All texts of a call: in its content, its path, its query and its caller. */
function textsOf(call: Call): string[] {
  const [path = "", query = ""] = call.path.split("?", 2);
  const caller = callerOf(call)?.split("/") ?? [];
  return [
    ...path.split("/").map(decode),
    ...new URLSearchParams(query).values(),
    ...caller,
    ...textsIn(readJson(call)),
  ];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
