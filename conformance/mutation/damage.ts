import { isDeepStrictEqual } from "node:util";
import type { Conditions } from "../run-options.ts";
import type { ListedOperation } from "../suites/operations.ts";
import { type Answer, type Call, readJson, succeeded, withJson } from "./call.ts";

/** A call of the undamaged run, its answer, and all words that its check had sent until then. */
export interface Seen {
  readonly call: Call;
  readonly answer: Answer;
  readonly said: ReadonlySet<string>;
}

/** What the undamaged run showed of an operation. */
export interface Observed {
  readonly operation: ListedOperation;
  readonly seen: readonly Seen[];
}

/** The ways that a damage has. */
export interface Way {
  /** To where the call was meant to go. */
  readonly send: (call: Call) => Promise<Answer>;
  /** To a server that holds the same and that nobody else sees. */
  readonly sendToShadow: (call: Call) => Promise<Answer>;
  /** Who else called in this check, the latest first, and at last who the checks are. */
  readonly callers: readonly string[];
}

/** What goes back. Only an answer that the damage has touched counts. */
export interface Damaged {
  readonly answer: Answer;
  readonly touched: boolean;
  /** How it goes back; default whole. `cut`: the connection breaks in the middle; `held`: never. */
  readonly end?: "cut" | "held";
}

/** Answers the calls of one operation in the damaged way. */
export type Alter = (call: Call, way: Way) => Promise<Damaged>;

/** One way in which the answers of an operation can be wrong. */
export interface Damage {
  /** Such as `field dropped: results[0].id`; unique for its operation. */
  readonly name: string;
  /** Begins anew for each mutant: what a damage remembers ends with it. */
  readonly start: () => Alter;
  /** Needs a shadow that is told all writes but those of the operation. */
  readonly shadowed?: boolean;
  /** Where the damage needs other times than usual. */
  readonly conditions?: Partial<Conditions>;
}

/** Makes the damages of one kind that apply to an operation. */
export type DamageKind = (observed: Observed) => readonly Damage[];

/** A damage that changes answers; undefined leaves one as it is. */
export function onAnswer(
  name: string,
  change: (answer: Answer, call: Call) => Answer | undefined,
  end?: Damaged["end"],
): Damage {
  const alter: Alter = async (call, { send }) => {
    const answer = await send(call);
    const changed = change(answer, call);
    if (changed === undefined) return { answer, touched: false };
    return { answer: changed, touched: true, ...(end === undefined ? {} : { end }) };
  };
  return { name, start: () => alter };
}

/** A damage that changes the content of successes. */
export function onContent(name: string, change: (content: unknown) => unknown): Damage {
  return onAnswer(name, (answer) => (succeeded(answer) ? changeContent(answer, change) : undefined));
}

/** The message with changed content; undefined where it has none or the change changes nothing. */
export function changeContent<T extends Pick<Answer, "headers" | "body">>(
  message: T,
  change: (content: unknown) => unknown,
): T | undefined {
  const content = readJson(message);
  if (content === undefined) return undefined;
  const changed = change(content);
  return isDeepStrictEqual(content, changed) ? undefined : withJson(message, changed);
}

/** The contents of all successes that were seen. */
export function contentsOf({ seen }: Observed): unknown[] {
  return seen
    .filter(({ answer }) => succeeded(answer))
    .map(({ answer }) => readJson(answer))
    .filter((content) => content !== undefined);
}

/** Whether the operation only looks. */
export function onlyReads({ operation }: Observed): boolean {
  return operation.method === "GET" || operation.idempotency.startsWith("Reading");
}
