import { invalidRequest } from "./envelope.ts";

/** A text in a language (ISO 639-2). */
interface LanguageText {
  readonly language: string;
  readonly value: string;
}

/** What is known of a person, by the names of enrolment, as it was sent. */
export type Fields = Readonly<Record<string, unknown>>;

/** Texts in languages: a text, a list of `{ language, value }`, or that list written as a text. */
const LANGUAGE_FIELDS = [
  "fullName",
  "givenName",
  "familyName",
  "middleName",
  "preferredName",
  "gender",
  "street",
  "city",
  "region",
  "country",
];

const PLAIN: Readonly<Record<string, (text: string) => boolean>> = {
  dateOfBirth: isDate,
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  phone: (text) => /^\+?[0-9][0-9 ()-]{2,24}$/.test(text),
  postalCode: (text) => text.length <= 32,
  locale: (text) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(text),
  zoneinfo: (text) => /^[A-Za-z_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(text),
};

/** The longest text of a field. */
const LONGEST = 1000;

/** The names by which attributes can be shared. */
export const FIELD_NAMES: readonly string[] = [...LANGUAGE_FIELDS, ...Object.keys(PLAIN)];

/** Reads fields; null takes one away. Throws a Failure, `invalid_request`, for one that cannot be read. */
export function readFields(raw: Fields): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== null) checkField(name, value);
    fields[name] = value;
  }
  return fields;
}

/** Fields with others put over them. */
export function mergeFields(known: Fields, changes: Fields): Fields {
  const merged = Object.entries({ ...known, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(merged);
}

function checkField(name: string, value: unknown): void {
  if (LANGUAGE_FIELDS.includes(name)) {
    const text = readTexts(value);
    if (text === undefined || text.length === 0 || text.some((one) => one.value.trim() === ""))
      throw invalidRequest(`${name}: must be a text, or a list of { language, value }`);
    if (text.some((one) => one.value.length > LONGEST)) throw invalidRequest(`${name}: is too long`);
    return;
  }
  const check = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (check === undefined) return;
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > LONGEST || !check(text))
    throw invalidRequest(`${name}: cannot be read`);
}

/** The texts of a field; undefined where it holds none. */
function readTexts(value: unknown): readonly LanguageText[] | undefined {
  if (typeof value === "string" && !value.trimStart().startsWith("[")) return [{ language: "", value }];
  const list = typeof value === "string" ? parse(value) : value;
  if (!Array.isArray(list)) return undefined;
  const isText = (one: unknown): one is LanguageText =>
    typeof one === "object" &&
    one !== null &&
    typeof (one as LanguageText).language === "string" &&
    typeof (one as LanguageText).value === "string";
  return list.every(isText) ? list : undefined;
}

/** One text of a field: the English one where there are several, else the first; undefined where it has none. */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!LANGUAGE_FIELDS.includes(name)) return String(value);
  const texts = readTexts(value) ?? [];
  return (texts.find(({ language }) => /^en/i.test(language)) ?? texts[0])?.value;
}

/** A date as OpenID Connect and the history have it: YYYY-MM-DD. */
export function dateOf(text: string): string {
  return text.replaceAll("/", "-");
}

/** Whether a text is a day of the calendar: YYYY-MM-DD, or with slashes. */
export function isDate(text: string): boolean {
  if (!/^\d{4}([-/])\d\d\1\d\d$/.test(text)) return false;
  const day = new Date(`${dateOf(text)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(dateOf(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
