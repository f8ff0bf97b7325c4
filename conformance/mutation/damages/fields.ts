import { readJson, succeeded } from "../call.ts";
import { contentsOf, type Damage, type DamageKind, type Observed, onContent } from "../damage.ts";
import { changeAt, describePath, type FieldPath, type Place, placesIn, walk } from "../field-path.ts";
import { OPEN_ANSWERS } from "../open-answers.ts";

const DEPTH = 3;
const VALUE_DEPTH = 5;

/** A change of content, and what it is called. */
export interface ContentChange {
  readonly name: string;
  readonly change: (content: unknown) => unknown;
}

/** Each field is missing once; of a whole answer without fields, `null` is left. */
export function droppedFields(contents: readonly unknown[]): ContentChange[] {
  return placesIn(contents, DEPTH).map((path) => ({
    name: `field dropped: ${describePath(path)}`,
    change: (content) => changeAt(content, path, () => (path.length === 0 ? null : undefined)),
  }));
}

/** Each field has another type once. */
export function changedTypes(contents: readonly unknown[]): ContentChange[] {
  return placesIn(contents, DEPTH).map((path) => ({
    name: `type changed: ${describePath(path)}`,
    change: (content) => changeAt(content, path, ofAnotherType),
  }));
}

/** A value of another type; `null` has none that it could lose. */
export function ofAnotherType(value: unknown): unknown {
  if (Array.isArray(value)) return {};
  switch (typeof value) {
    case "string":
      return 7;
    case "number":
    case "boolean":
      return String(value);
    default:
      return value === null ? null : "an object";
  }
}

/** Each text that was sent before is another one in every item. */
export function changedValues(paths: readonly FieldPath[]): ContentChange[] {
  return paths.map((path) => ({
    name: `value changed: ${describePath(path)}`,
    change: (content) => changeAt(content, path, otherText, "every"),
  }));
}

/** A text of the same form whose last letter or digit is another one, so that only the value is wrong. */
export function otherText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const last = value.match(/[\p{L}\p{N}](?=[^\p{L}\p{N}]*$)/u);
  if (last?.index === undefined) return `${value}a`;
  const end = last.index + last[0].length;
  return value.slice(0, last.index) + otherCharacter(last[0]) + value.slice(end);
}

function otherCharacter(character: string): string {
  if (/\d/.test(character)) return String((Number(character) + 1) % 10);
  return character === "a" ? "b" : "a";
}

/** The places of texts in successes that the check had sent before. */
export function echoedPlaces({ seen }: Observed): FieldPath[] {
  const found = new Map<string, FieldPath>();
  for (const { answer, said } of seen) {
    if (!succeeded(answer)) continue;
    for (const place of walk(readJson(answer), [], VALUE_DEPTH))
      if (isEcho(place, said)) found.set(describePath(place.path), place.path);
  }
  return [...found.values()];
}

function isEcho({ value }: Place, said: ReadonlySet<string>): boolean {
  return typeof value === "string" && value.length > 1 && said.has(value);
}

const onContents = (changes: readonly ContentChange[]): Damage[] =>
  changes.map(({ name, change }) => onContent(name, change));

/** A field is missing. */
export const fieldDropped: DamageKind = (observed) => onContents(droppedFields(owedContents(observed)));

/** A field has another type. */
export const typeChanged: DamageKind = (observed) => onContents(changedTypes(owedContents(observed)));

/** What was written is given back otherwise. */
export const valueChanged: DamageKind = (observed) => onContents(changedValues(echoedPlaces(observed)));

function owedContents(observed: Observed): unknown[] {
  return OPEN_ANSWERS.has(observed.operation.id) ? [] : contentsOf(observed);
}
