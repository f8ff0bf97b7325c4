import type { Path } from "../../profiles/located.ts";

/** What was answered so far, as a file of answers has it: maps and lists by the paths of the questions. */
export type Answers = Readonly<Record<string, unknown>>;

/** The answer at a path, if there is one. */
export function answerAt(answers: Answers, path: Path): unknown {
  let here: unknown = answers;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<PropertyKey, unknown>)[step];
  }
  return here;
}

/** The same answers with another one at a path; without any there, where it is `undefined`. */
export function withAnswer(answers: Answers, path: Path, answer: unknown): Answers {
  if (answer === undefined && answerAt(answers, path) === undefined) return answers;
  return changed(answers, path, answer) as Answers;
}

function changed(here: unknown, [step, ...rest]: Path, answer: unknown): unknown {
  if (step === undefined) return answer;
  const copy = copyFor(here, step);
  const below = changed((copy as Record<PropertyKey, unknown>)[step], rest, answer);
  if (below === undefined) Reflect.deleteProperty(copy, step);
  else
    Reflect.defineProperty(copy, step, {
      value: below,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return copy;
}

/** What is in the way of a path gives way to it. */
function copyFor(here: unknown, step: PropertyKey): object {
  if (typeof step === "number") return Array.isArray(here) ? [...here] : [];
  return typeof here === "object" && here !== null && !Array.isArray(here) ? { ...here } : {};
}
