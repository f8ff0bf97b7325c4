import { classifyKey, namesItself, namesPerson, remembered, secretsAmong } from "./mask-keys.ts";
import { type Cover, maskParameters, maskText } from "./mask-text.ts";

/** How a body is masked. */
export interface Masking {
  /** What replaces a value. */
  readonly cover: Cover;
  /** What is done with text that no key speaks of. */
  readonly text: (text: string) => string;
  /** Writes a masked JSON value as the text was written that it was read from. */
  readonly write: (text: string, value: unknown) => string;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const FORM = /^[\w.%+[\]-]+=[^&\s]*(&[\w.%+[\]-]+=[^&\s]*)*$/;
const BRACKET = /^\s*[[{]/;
const COLUMN = /^"?[A-Za-z][\w .-]{0,40}"?$/;

/** Masks a body by what it is: JSON, a form, a table with a head line, or text. Its keys and shape stay readable. */
export function maskBody(body: string, masking: Masking): string {
  const json = parseStructure(body);
  if (json !== undefined) return masking.write(body, maskJson(json, masking));
  if (FORM.test(body)) return maskParameters(body, masking.cover, (value) => maskInner(value, masking));
  return masking.text(maskTable(body, masking.cover));
}

/** Masks a string within a body: JSON within JSON or a form, or text. */
export function maskInner(text: string, masking: Masking): string {
  const json = parseStructure(text);
  return json === undefined ? masking.text(text) : masking.write(text, maskJson(json, masking));
}

/** Objects and arrays only: a lone number or word is as well masked as text. */
function parseStructure(text: string): Json | undefined {
  if (!BRACKET.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a JSON value with the indentation of the text that it was read from. */
export function writeLike(text: string, value: unknown): string {
  return JSON.stringify(value, undefined, /^\s*[[{]\s*\n( +)/.exec(text)?.[1]?.length ?? 0);
}

/** Masks a JSON value. `parent` is the key under which it stands. */
export function maskJson(value: unknown, masking: Masking, parent = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => maskJson(item, masking, parent));
  if (typeof value === "object" && value !== null) return maskObject(value, masking, parent);
  if (isIdentifying(value) && namesPerson(parent)) return coverAll(value, masking.cover);
  if (typeof value === "string") return maskInner(value, masking);
  return typeof value === "number" && masking.text(`${value}`) !== `${value}` ? "•••(number)" : value;
}

/** `"head": true` and `"children": 3` say nothing of who it is. */
function isIdentifying(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "number" && value >= 1000);
}

function maskObject(object: object, masking: Masking, parent: string): unknown {
  const entries: [string, unknown][] = Object.entries(object);
  const person = isPerson(entries, parent);
  const pairKey = namedField(entries);
  const secrets = secretsAmong(entries);
  for (const entry of entries) {
    const [key, value] = entry;
    const { isSensitive, isItself, isValue, shown } = factsOf(key);
    const covered = isSensitive || secrets?.has(key) === true || (person && isItself) || (pairKey && isValue);
    entry[0] = shown;
    entry[1] = covered ? maskCovered(value, masking) : maskJson(value, masking, key);
  }
  return Object.fromEntries(entries);
}

/** What a key says of its value, and how it is shown. */
interface KeyFacts {
  readonly isSensitive: boolean;
  readonly isPersonal: boolean;
  /** Whether it says who or what the object is. */
  readonly isItself: boolean;
  /** Whether its value may be the name of a field, and whether it holds the value of such a field. */
  readonly isField: boolean;
  readonly isValue: boolean;
  readonly shown: string;
}

const facts = new Map<string, KeyFacts>();

function factsOf(key: string): KeyFacts {
  return remembered(facts, key, () => {
    const sensitivity = classifyKey(key);
    return {
      isSensitive: sensitivity !== "none",
      isPersonal: sensitivity === "personal",
      isItself: namesItself(key),
      isField: /^(key|name|field|fieldname|attribute|id)$/i.test(key),
      isValue: /^values?$/i.test(key),
      shown: maskText(key),
    };
  });
}

function maskCovered(value: unknown, masking: Masking): unknown {
  return isSchema(value) ? maskSchema(value, masking) : coverAll(value, masking.cover);
}

function isSensitive(key: string): boolean {
  return classifyKey(key) !== "none";
}

type Entries = readonly (readonly [string, unknown])[];

/** An object with a class and a code is an organization, also where it is somebody's member. */
function isPerson(entries: Entries, parent: string): boolean {
  if (entries.some(([key]) => factsOf(key).isPersonal)) return true;
  return namesPerson(parent) && !["code", "class"].every((key) => entries.some(([name]) => name === key));
}

/** Tells whether an object is a field written as a pair: `{ "field": "lastName", "value": … }`. */
function namedField(entries: Entries): boolean {
  return entries.some(
    ([key, value]) => factsOf(key).isField && typeof value === "string" && isSensitive(value),
  );
}

const SCHEMA_TYPES = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);

/** What a schema says of a personal field is nobody's; only its examples may be. */
function isSchema(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const { type, $ref } = value as { readonly type?: unknown; readonly $ref?: unknown };
  return typeof $ref === "string" || (typeof type === "string" && SCHEMA_TYPES.has(type));
}

function maskSchema(schema: object, masking: Masking): unknown {
  const masked = Object.entries(schema).map(([key, value]) => {
    const given = /^(examples?|default|const|enum|value)$/.test(key);
    return [key, given ? coverAll(value, masking.cover) : maskJson(value, masking)];
  });
  return Object.fromEntries(masked);
}

function coverAll(value: unknown, cover: Cover): unknown {
  if (Array.isArray(value)) return value.map((item) => coverAll(item, cover));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coverAll(item, cover)]));
  }
  if (typeof value === "string") return cover(value);
  if (value === null || value === undefined) return value;
  cover(`${value}`);
  return `•••(${typeof value})`;
}

/** Masks the sensitive columns of comma-separated lines, as payment batches are. */
function maskTable(text: string, cover: Cover): string {
  const lines = text.split("\n");
  const head = (lines[0] ?? "").trimEnd().split(",");
  if (lines.length < 2 || head.length < 2 || !head.every((cell) => COLUMN.test(cell))) return text;
  const sensitive = new Set(head.flatMap((cell, index) => (isSensitive(cell) ? [index] : [])));
  const masked = lines.slice(1).map((line) =>
    line
      .split(",")
      .map((cell, index) => (sensitive.has(index) ? cover(cell.trimEnd()) : cell))
      .join(","),
  );
  return [lines[0], ...masked].join("\n");
}
