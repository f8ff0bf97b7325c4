import { stripVTControlCharacters } from "node:util";
import { planTalk as say } from "../messages/plan-en.ts";
import type { PlannedChange, PlannedField } from "./cluster-plan.ts";

/** How long a value may be in a list of changes. */
const LONGEST = 80;
/** How many lines of a text with several are shown, on each side. */
const LINES = 6;

/** One changed field: where it is, and old and new on one line, or a text's changed lines below. */
export interface ShownField {
  readonly path: string;
  /** `OLD → NEW`. */
  readonly values: string;
  /** Lines of a longer text that go and come, with their signs. */
  readonly lines: readonly string[];
  readonly replaces: boolean;
}

/** The fields of a change as people read them. */
export function shownFields({ fields }: PlannedChange): ShownField[] {
  return fields.map((field) => {
    const { path, replaces } = field;
    const lines = changedLines(field);
    if (lines.length > 0) return { path, values: "", lines, replaces };
    return { path, values: say.value(valueText(field.before), valueText(field.after)), lines: [], replaces };
  });
}

/** The lines in which two longer texts differ; none where one of them is no such text. */
function changedLines({ before, after }: PlannedField): string[] {
  if (typeof before !== "string" || typeof after !== "string") return [];
  if (!before.includes("\n") && !after.includes("\n")) return [];
  const [old = [], now = []] = [before, after].map((text) => (text === "" ? [] : text.split("\n")));
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${shorten(line)}`);
  const come = now.filter((line) => !old.includes(line)).map((line) => `+ ${shorten(line)}`);
  return [...first(gone), ...first(come)];
}

function first(lines: readonly string[]): string[] {
  return lines.length <= LINES ? [...lines] : [...lines.slice(0, LINES), say.more(lines.length - LINES)];
}

function valueText(value: unknown): string {
  if (value === undefined) return say.noValue;
  return shorten(typeof value === "string" ? value : JSON.stringify(value));
}

/** On one line, without what would move the cursor of a terminal. */
function shorten(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const line = stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f]+/g, " ");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
