import { type Answers, answerAt } from "../init/answers.ts";
import type { Chosen, Context } from "../init/chosen.ts";
import { type Choice, keyOf, type Question, showAnswer } from "../init/question.ts";
import type { Review } from "../init/review.ts";
import { type Answered, giveAnswer, questionAfter, questionBefore, type Walk, walk } from "../init/walk.ts";
import { initTalk as say } from "../messages/init-en.ts";
import type { Terminal } from "../terminal.ts";
import { formatReview } from "../ui/review.ts";
import { chooseFrom } from "./choose-from.ts";
import { putQuestion, type Reply } from "./put-question.ts";

/** What an interview at a terminal is held with. */
export interface Held {
  readonly terminal: Terminal;
  readonly rows: number;
  readonly context: Context;
  /** As people read it. */
  readonly file: string;
  /** What was answered before. */
  readonly answers: Answers;
  /** Only what has no answer is asked; else also what comes after a question to which the person went back. */
  readonly gapsOnly: boolean;
  /** Keeps the answers for another time. */
  readonly keep: (answers: Answers) => void;
  readonly review: (chosen: Chosen) => Review;
}

/** Where the interview stands. `at` is the question to be put; without it, the first that has no answer. */
interface Place {
  readonly answers: Answers;
  readonly at?: Question | undefined;
  /** Whether answered questions are left out on the way to the review. */
  readonly gapsOnly: boolean;
  /** The question was picked in the review, to which Esc leads back. */
  readonly picked?: true;
}

/** Holds the interview to its end: the review of what is to be written, or nothing where the person stopped. */
export async function holdInterview(held: Held): Promise<Review | undefined> {
  let place: Place = { answers: held.answers, gapsOnly: held.gapsOnly };
  for (;;) {
    const walked = walk(held.context, place.answers);
    const question = questionAt(walked, place.at) ?? walked.next;
    const step =
      question === undefined && walked.chosen !== undefined
        ? await reviewAll(held, walked, held.review(walked.chosen), place)
        : await putNext(held, walked, question, place);
    if (step === "stop") return undefined;
    if ("text" in step) return step;
    place = step;
  }
}

/** The question as it is now: what can be chosen may have changed with the answers before it. */
function questionAt({ answered, next }: Walk, at: Question | undefined): Question | undefined {
  if (at === undefined) return undefined;
  const all = [...answered.map(({ question }) => question), ...(next === undefined ? [] : [next])];
  return all.find(({ path }) => keyOf(path) === keyOf(at.path));
}

async function putNext(
  held: Held,
  walked: Walk,
  question: Question | undefined,
  place: Place,
): Promise<Place | "stop"> {
  const { answers, gapsOnly, picked } = place;
  if (question === undefined) return { answers, gapsOnly };
  const previous = picked ? undefined : questionBefore(walked, question);
  const before = walked.answered.find((each) => each.question === question)?.answer;
  const reply = await putQuestion(question, {
    terminal: held.terminal,
    rows: held.rows,
    before: before ?? leftBehind(question, answers),
    canGoBack: picked === true || previous !== undefined,
  });
  if (reply.kind === "stop") return "stop";
  if (reply.kind === "back") return { answers, gapsOnly, at: previous };
  const given = giveAnswer(answers, question, reply.answer);
  held.keep(given);
  if (gapsOnly) return { answers: given, gapsOnly };
  return { answers: given, gapsOnly, at: questionAfter(walk(held.context, given), question) };
}

/** An answer that does not hold any more can still be changed into one that does. */
function leftBehind(question: Question, answers: Answers): unknown {
  const left = answerAt(answers, question.path);
  return question.kind === "text" && typeof left === "string" ? left : undefined;
}

async function reviewAll(
  held: Held,
  walked: Walk,
  review: Review,
  { answers, gapsOnly }: Place,
): Promise<Place | Review | "stop"> {
  held.terminal.talk(`\n${formatReview(review, held.terminal)}\n`);
  for (;;) {
    const reply = await decide(held, review);
    if (reply.kind === "stop") return "stop";
    if (reply.kind === "back") return { answers, gapsOnly, at: questionBefore(walked, undefined) };
    if (reply.answer === "write") return review;
    if (reply.answer === "change") return await pickChange(held, walked, answers);
    held.terminal.talk(`\n${review.text}`);
  }
}

function decide({ terminal, rows, file }: Held, { isValid }: Review): Promise<Reply> {
  const choices: Choice[] = [
    { value: "write", ...(isValid ? say.write : say.writeAnyway) },
    { value: "change", ...say.change },
    { value: "show", ...say.show },
  ];
  const suggested = isValid ? "write" : "change";
  return chooseFrom(
    { ...say.decide(file, isValid), choices, suggested },
    { terminal, rows, canGoBack: true },
  );
}

async function pickChange(
  { terminal, rows }: Held,
  { answered }: Walk,
  answers: Answers,
): Promise<Place | "stop"> {
  const choices = answered.map((each) => changeChoice(each, terminal.columns));
  const reply = await chooseFrom({ ...say.whichAnswer, choices }, { terminal, rows, canGoBack: true });
  if (reply.kind === "stop") return "stop";
  const picked = reply.kind === "answer" ? reply.answer : undefined;
  const at = answered.find(({ question }) => keyOf(question.path) === picked)?.question;
  return at === undefined ? { answers, gapsOnly: true } : { answers, at, gapsOnly: true, picked: true };
}

function changeChoice({ question, answer }: Answered, columns: number): Choice {
  const line = say.answered(question.title, showAnswer(question, answer));
  const name = line.length <= columns - 4 ? line : `${line.slice(0, columns - 5)}…`;
  return { value: keyOf(question.path), name, about: "" };
}
