import { badRequest } from "../refusal.ts";
import type { Field, Rules } from "./form.ts";

/** Answers to a form, by the key of the field. */
export type Answers = Readonly<Record<string, unknown>>;

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;
const LONGEST_ADDRESS = 254;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Longer texts match no pattern, in UTF-16 units. */
const TEXT_LIMIT = 1 << 16;

/** Refuses (400) answers that the form does not have or that break its rules; `open` ones may still be missing. */
export function checkAnswers(
  fields: readonly Field[],
  answers: Answers,
  missing: "open" | "refused" = "refused",
): void {
  const complaint = complainOf(fields, answers, "", missing === "refused");
  if (complaint !== undefined) throw badRequest(complaint);
}

function complainOf(
  fields: readonly Field[],
  answers: Answers,
  place: string,
  complete: boolean,
): string | undefined {
  const known = new Set(fields.map(({ key }) => key));
  const strange = Object.keys(answers).find((key) => !known.has(key));
  if (strange !== undefined) return `data.${place}${strange.slice(0, 100)}: the form has no such field`;
  for (const field of fields) {
    const value = Object.hasOwn(answers, field.key) ? answers[field.key] : undefined;
    const name = `${place}${field.key}`;
    if (isUnanswered(field, value)) {
      if (complete && field.rules.required === true) return `data.${name}: is required`;
      continue;
    }
    const complaint = complainOfField(field, value, name, complete);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** Browsers send an empty text for a field that was left empty, and false for a box that was not ticked. */
function isUnanswered({ kind, multiple, rules }: Field, value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (kind === "boolean" && value === false && !multiple) return rules.required === true;
  return Array.isArray(value) && value.length === 0;
}

function complainOfField(field: Field, value: unknown, name: string, complete: boolean): string | undefined {
  if (field.kind === "rows" || field.multiple) {
    if (!Array.isArray(value)) return `data.${name}: must be a list`;
    for (const [index, one] of value.entries()) {
      const complaint = complainOfOne(field, one, `${name}.${index}`, complete);
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  }
  return complainOfOne(field, value, name, complete);
}

function complainOfOne(field: Field, value: unknown, name: string, complete: boolean): string | undefined {
  if (field.kind === "group" || field.kind === "rows") {
    if (!isAnswers(value)) return `data.${name}: must be an object`;
    return complainOf(field.fields, value, `${name}.`, complete);
  }
  const complaint = complainOfValue(field, value);
  return complaint === undefined ? undefined : `data.${name}: ${complaint}`;
}

function complainOfValue(field: Field, value: unknown): string | undefined {
  const { kind, rules, choices } = field;
  switch (kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "number":
      return typeof value === "number" ? complainOfNumber(rules, value) : "must be a number";
    case "choice":
      return choices.has(value) ? undefined : "must be one of the choices";
    case "flags":
      return complainOfFlags(choices, value);
    default:
      return typeof value === "string" ? complainOfText(field, value) : "must be a text";
  }
}

function complainOfNumber({ min, max, integer }: Rules, value: number): string | undefined {
  if (integer === true && !Number.isSafeInteger(value)) return "must be a whole number";
  if (min !== undefined && value < min) return `must be at least ${min}`;
  if (max !== undefined && value > max) return `must be at most ${max}`;
  return undefined;
}

function complainOfText({ kind, rules }: Field, value: string): string | undefined {
  if (value.length > TEXT_LIMIT) return "is too long";
  if (kind === "date" && !isDate(value)) return "must be a date, YYYY-MM-DD";
  if (kind === "email" && (value.length > LONGEST_ADDRESS || !EMAIL.test(value)))
    return "must be an e-mail address";
  const { minLength, maxLength, pattern } = rules;
  const { length } = [...value];
  if (minLength !== undefined && length < minLength) return `must have at least ${minLength} characters`;
  if (maxLength !== undefined && length > maxLength) return `must have at most ${maxLength} characters`;
  return pattern === undefined || pattern.matches(value) ? undefined : `must match ${pattern.source}`;
}

function complainOfFlags(choices: ReadonlySet<unknown>, value: unknown): string | undefined {
  const right =
    isAnswers(value) &&
    Object.entries(value).every(([key, flag]) => choices.has(key) && typeof flag === "boolean");
  return right ? undefined : "must say true or false for some of the choices";
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isAnswers(value: unknown): value is Answers {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
