import { z } from "zod";
import type { Path } from "../../profiles/located.ts";

/** One thing to choose. */
export interface Choice {
  readonly value: string;
  /** One line, in columns where the question has `head`. */
  readonly name: string;
  /** What is said of it while it is marked: its advice, its story. */
  readonly about: string;
  /** Why it cannot be chosen. */
  readonly disabled?: string | undefined;
  /** All that is known of it, for who asks. */
  readonly details?: string | undefined;
}

interface Asked<T> {
  /** Where its answer stands among the answers. */
  readonly path: Path;
  readonly title: string;
  /** What it is about, one or two sentences. */
  readonly help: string;
  /** What is taken where nobody says otherwise; absent where only a person can know. */
  readonly suggested?: T | undefined;
  /** Answers that are asked for anew once this one is another. */
  readonly resets?: Path | undefined;
}

/** A line of text. */
export interface TextQuestion extends Asked<unknown> {
  readonly kind: "text";
  /** What an answer must be; the same checks as the profile's. */
  readonly schema: z.ZodType;
  /** Makes a value of what was typed; whether it may be an answer is the schema's to say. */
  readonly read: (typed: string) => unknown;
  /** How an answer looks in the line. */
  readonly show: (answer: unknown) => string;
  /** Stands in for an answer that is missing, so that what else is missing can be found. */
  readonly example?: unknown;
  /** A file of answers need not say that there is none. */
  readonly optional?: true | undefined;
}

/** One of a list. */
export interface ChoiceQuestion extends Asked<string> {
  readonly kind: "choice";
  readonly schema: z.ZodType<string>;
  readonly choices: readonly Choice[];
  /** The heads of the columns in which the choices are set. */
  readonly head?: string | undefined;
}

/** Any of a list. */
export interface ChoicesQuestion extends Asked<readonly string[]> {
  readonly kind: "choices";
  readonly schema: z.ZodType<readonly string[]>;
  readonly choices: readonly Choice[];
}

/** A question as data; what puts it to a person is elsewhere. */
export type Question = TextQuestion | ChoiceQuestion | ChoicesQuestion;

/** Asks in order and makes something of the answers. What it is sent has passed the question's schema. */
export type Interview<R> = Generator<Question, R, unknown>;

/** Asks for a line of text. */
export function* askText(
  question: Asked<string> & Pick<TextQuestion, "schema" | "example" | "optional">,
): Interview<string> {
  const plain = { read: (typed: string) => typed.trim(), show: String };
  return (yield { kind: "text", ...plain, ...question }) as string;
}

/** Asks for what is not text, in a line. The caller knows what the schema makes of it. */
export function* askValue(question: Omit<TextQuestion, "kind">): Interview<unknown> {
  return yield { kind: "text", ...question };
}

/** Asks for one of a list. */
export function* askChoice(question: Omit<ChoiceQuestion, "kind" | "schema">): Interview<string> {
  // In a file of answers `true` is no text.
  const schema = z.preprocess(
    (answer) => (typeof answer === "boolean" ? String(answer) : answer),
    z.enum(valuesOf(question.choices)),
  );
  return (yield { kind: "choice", schema, ...question }) as string;
}

/** Asks for any of a list; `least` says why there has to be one, where there has to be. */
export function* askChoices(
  question: Omit<ChoicesQuestion, "kind" | "schema"> & { readonly least?: string },
): Interview<readonly string[]> {
  const { least, ...rest } = question;
  const any = z.array(z.enum(valuesOf(question.choices)));
  const schema = least === undefined ? any : any.min(1, { error: least });
  return (yield { kind: "choices", schema, ...rest }) as readonly string[];
}

function valuesOf(choices: readonly Choice[]): string[] {
  return choices.filter(({ disabled }) => disabled === undefined).map(({ value }) => value);
}

/** The way to an answer in one string: `parts.identity.product`. */
export const keyOf = (path: Path): string => path.map(String).join(".");

/** An answer as people read it. */
export function showAnswer(question: Question, answer: unknown): string {
  if (question.kind === "text") return question.show(answer);
  return question.kind === "choices" ? (answer as readonly string[]).join(", ") : String(answer);
}
