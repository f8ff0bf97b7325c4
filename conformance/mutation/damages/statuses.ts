import { type Answer, readJson, succeeded, withJson } from "../call.ts";
import { type Damage, type DamageKind, type Observed, onAnswer } from "../damage.ts";

const SWAPS = [
  [200, 201],
  [201, 200],
  [204, 200],
  [200, 204],
] as const;

const REFUSALS = [400, 401, 403, 409, 415, 422] as const;

/** A success has another status than the specification's. */
export const statusSwapped: DamageKind = (observed) =>
  SWAPS.filter(([from]) => has(observed, from)).map(([from, to]) =>
    onAnswer(`status ${from} becomes ${to}`, (answer) => {
      if (answer.status !== from) return undefined;
      return to === 204 ? { status: to, headers: {}, body: "" } : { ...answer, status: to };
    }),
  );

/** What is not there is answered as if it were: with nothing in it, or like the last thing that was there. */
export const notFoundAnswered: DamageKind = (observed) => {
  if (!has(observed, 404)) return [];
  const empty = onAnswer("not found answered 200, empty", (answer) =>
    answer.status === 404 ? asSuccess(answer, {}) : undefined,
  );
  const known = lastContent(observed);
  return known === undefined ? [empty] : [empty, answeredLikeLast(known)];
};

function answeredLikeLast(known: unknown): Damage {
  const name = "not found answered 200, like the last found";
  return {
    name,
    start: () => {
      let last = known;
      return onAnswer(name, (answer) => {
        if (succeeded(answer)) last = readJson(answer) ?? last;
        return answer.status === 404 ? asSuccess(answer, last) : undefined;
      }).start();
    },
  };
}

/** What is refused is answered as if it were done. */
export const refusalAnswered: DamageKind = (observed) =>
  REFUSALS.filter((status) => has(observed, status)).map((status) =>
    onAnswer(`refusal ${status} answered 200`, (answer) =>
      answer.status === status ? asSuccess(answer, {}) : undefined,
    ),
  );

/** Where a refusal is a success with `errors` in it, it is answered as done, with nothing in it or like the last one. */
export const envelopedRefusalAnswered: DamageKind = (observed) => {
  if (!observed.seen.some(({ answer }) => isEnvelopedRefusal(answer))) return [];
  const nothing = onAnswer("refusal in the envelope answered as done", (answer) =>
    isEnvelopedRefusal(answer) ? withoutErrors(answer, {}) : undefined,
  );
  const done = observed.seen.filter(({ answer }) => succeeded(answer) && !isEnvelopedRefusal(answer));
  const known = done.map(({ answer }) => readJson(answer) as { response?: unknown } | undefined);
  const response = known.findLast((content) => content?.response !== undefined)?.response;
  if (response === undefined) return [nothing];
  const name = "refusal in the envelope answered like the last done";
  return [
    nothing,
    onAnswer(name, (answer) => (isEnvelopedRefusal(answer) ? withoutErrors(answer, response) : undefined)),
  ];
};

function isEnvelopedRefusal(answer: Answer): boolean {
  const content = readJson(answer) as { readonly errors?: unknown } | null | undefined;
  return succeeded(answer) && Array.isArray(content?.errors) && content.errors.length > 0;
}

function withoutErrors(answer: Answer, response: unknown): Answer {
  return withJson(answer, { ...(readJson(answer) as object), response, errors: [] });
}

function asSuccess(answer: Answer, content: unknown): Answer {
  return withJson({ ...answer, status: 200 }, content);
}

function has({ seen }: Observed, status: number): boolean {
  return seen.some(({ answer }) => answer.status === status);
}

function lastContent({ seen }: Observed): unknown {
  return seen
    .filter(({ answer }) => succeeded(answer))
    .map(({ answer }) => readJson(answer))
    .findLast((content) => content !== undefined);
}
