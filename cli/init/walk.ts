import { type Answers, answerAt, withAnswer } from "./answers.ts";
import type { Chosen, Context } from "./chosen.ts";
import { interview } from "./interview.ts";
import { keyOf, type Question } from "./question.ts";

/** A question that has its answer. */
export interface Answered {
  readonly question: Question;
  readonly answer: unknown;
}

/** How far answers lead. */
export interface Walk {
  /** The questions that the answers answer, in order. */
  readonly answered: readonly Answered[];
  /** The first that they do not. */
  readonly next?: Question;
  /** All that was chosen, where nothing is left to ask. */
  readonly chosen?: Chosen;
}

/** What is taken for a question without a valid answer; `undefined` ends the walk there. */
export type Substitute = (question: Question) => unknown;

/**
 * Holds the interview with the answers that are there, up to the first question without a valid one. What else is
 * among the answers is not looked at.
 */
export function walk(context: Context, answers: Answers, substitute: Substitute = () => undefined): Walk {
  const questions = interview(context);
  const answered: Answered[] = [];
  let step = questions.next();
  while (!step.done) {
    const question = step.value;
    const answer = validAnswer(question, answers) ?? substitute(question);
    if (answer === undefined) return { answered, next: question };
    answered.push({ question, answer });
    step = questions.next(answer);
  }
  return { answered, chosen: step.value };
}

/** The answer to a question, as its schema makes it, where there is a valid one. */
export function validAnswer({ path, schema }: Question, answers: Answers): unknown {
  const answer = answerAt(answers, path);
  return answer === undefined ? undefined : schema.safeParse(answer).data;
}

/** The answers with one more. What is to be asked anew goes when the answer is another than before. */
export function giveAnswer(answers: Answers, { path, resets }: Question, answer: unknown): Answers {
  const isSame = answerAt(answers, path) === answer;
  const kept = resets === undefined || isSame ? answers : withAnswer(answers, resets, undefined);
  return withAnswer(kept, path, answer);
}

/** The question that comes after one, as far as the answers lead; the first without an answer where it is gone. */
export function questionAfter({ answered, next }: Walk, question: Question): Question | undefined {
  const index = indexOf(answered, question);
  return (index === -1 ? undefined : answered[index + 1]?.question) ?? next;
}

/** The question that comes before one; none before the first. Nothing given stands for the end. */
export function questionBefore({ answered }: Walk, question: Question | undefined): Question | undefined {
  const index = question === undefined ? -1 : indexOf(answered, question);
  return (index === -1 ? answered.at(-1) : answered[index - 1])?.question;
}

function indexOf(answered: readonly Answered[], question: Question): number {
  return answered.findIndex((each) => keyOf(each.question.path) === keyOf(question.path));
}
