import type { ListedOperation } from "../suites/operations.ts";
import type { Answer, Call } from "./call.ts";
import type { Damage, Damaged, Observed, Seen, Way } from "./damage.ts";

/** An operation that reads, unless it is changed. */
export function exampleOperation(changes: Partial<ListedOperation> = {}): ListedOperation {
  return {
    id: "look",
    title: "Look at a thing",
    file: "api.yaml",
    method: "GET",
    path: "/things/{id}",
    direction: "served",
    level: "REQUIRED",
    idempotency: "Reading; it changes nothing",
    ...changes,
  };
}

/** An answer with this content; without one it has no body. */
export function exampleAnswer(content?: unknown, status = 200): Answer {
  if (content === undefined) return { status, headers: {}, body: "" };
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(content) };
}

/** A call of `XU/GOV/1/app`, unless it is changed. */
export function exampleCall(changes: Partial<Call> = {}): Call {
  return {
    method: "GET",
    path: "/things/7",
    headers: { "x-govstack-client": "XU/GOV/1/app", "x-correlation-id": "one" },
    body: "",
    ...changes,
  };
}

/** A call and its answer as they were seen. */
export function exampleSeen(answer: Answer, call: Call = exampleCall(), said: readonly string[] = []): Seen {
  return { call, answer, said: new Set(said) };
}

/** An operation of which these answers were seen. */
export function exampleObserved(
  answers: readonly Answer[],
  changes: Partial<ListedOperation> = {},
): Observed {
  return { operation: exampleOperation(changes), seen: answers.map((answer) => exampleSeen(answer)) };
}

/** Ways that lead to a server with these answers, one after the other, and to a shadow with another. */
export function exampleWay(answers: readonly Answer[], changes: Partial<Way> = {}): Way {
  const left = answers.values();
  const send = async (): Promise<Answer> => left.next().value ?? exampleAnswer(undefined, 500);
  return { send, sendToShadow: async () => exampleAnswer({ from: "the shadow" }), callers: [], ...changes };
}

/** What becomes of the answers to a call that is sent again and again. */
export async function damageAll(
  damage: Damage | undefined,
  answers: readonly Answer[],
  call: Call = exampleCall(),
): Promise<Damaged[]> {
  if (damage === undefined) throw new Error("there is no such damage");
  const alter = damage.start();
  const way = exampleWay(answers);
  const damaged: Damaged[] = [];
  for (const _ of answers) damaged.push(await alter(call, way));
  return damaged;
}

/** What becomes of one answer. */
export async function damageOne(damage: Damage | undefined, answer: Answer, call?: Call): Promise<Damaged> {
  const [damaged] = await damageAll(damage, [answer], call);
  if (damaged === undefined) throw new Error("there is no answer");
  return damaged;
}

/** The names of damages. */
export const namesOf = (damages: readonly Damage[]): string[] => damages.map(({ name }) => name);
