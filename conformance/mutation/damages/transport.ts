import { readJson, succeeded } from "../call.ts";
import { type DamageKind, type Observed, onAnswer } from "../damage.ts";

/** So short that waiting for an answer that never comes costs little. */
const SHORT = { timeoutMs: 400, cleanUpMs: 900 } as const;

const succeeds = ({ seen }: Observed): boolean => seen.some(({ answer }) => succeeded(answer));

/** JSON is said to be a web page. */
export const contentTypeChanged: DamageKind = ({ seen }) => {
  if (!seen.some(({ answer }) => succeeded(answer) && readJson(answer) !== undefined)) return [];
  return [
    onAnswer("content type becomes text/html", (answer) =>
      succeeded(answer) && readJson(answer) !== undefined
        ? { ...answer, headers: { ...answer.headers, "content-type": "text/html" } }
        : undefined,
    ),
  ];
};

/** The connection breaks in the middle of an answer. */
export const answerCut: DamageKind = (observed) =>
  succeeds(observed)
    ? [onAnswer("answer cut off", (answer) => (succeeded(answer) ? answer : undefined), "cut")]
    : [];

/** The answer comes too late. */
export const answerLate: DamageKind = (observed) =>
  succeeds(observed)
    ? [
        {
          ...onAnswer("answer too late", (answer) => (succeeded(answer) ? answer : undefined), "held"),
          conditions: SHORT,
        },
      ]
    : [];
