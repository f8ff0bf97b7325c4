import { Ajv, type ErrorObject, type Format, type Options } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { badRequest } from "../refusal.ts";
import { compilePattern } from "./pattern.ts";
import { type Content, canonical, isObject } from "./value.ts";

const KEPT =
  "type enum const format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties required nullable".split(
    " ",
  );
const ONE = [
  "items",
  "additionalItems",
  "additionalProperties",
  "contains",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
];
const MANY = ["items", "anyOf", "oneOf", "allOf"];
const NAMED = ["properties", "patternProperties"];
const FORMAT_TEXT_LIMIT = 2048;

/** Answers the first complaint about a record, without its values, or nothing. */
type Validation = (content: Content) => string | undefined;

/** Compiling takes milliseconds and the same few schemas come again; the oldest go first. */
const compiled = new Map<string, Validation>();
const MOST_COMPILED = 256;

/** Compiles a registry's schema into a check. Throws a refusal (400) where the schema is no schema. */
export function compileValidation(schema: Content): Validation {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const validation = compile(schema);
  compiled.set(text, validation);
  const [oldest] = compiled.keys();
  if (compiled.size > MOST_COMPILED && oldest !== undefined) compiled.delete(oldest);
  return validation;
}

function compile(schema: Content): Validation {
  try {
    const kept = keepKeywords(schema) as Record<string, unknown>;
    const judge = judgeOfSchemas();
    if (!judge.validateSchema(kept)) throw new Error(`schema is invalid: ${judge.errorsText()}`);
    const validate = newAjv({ meta: false, validateSchema: false }).compile(kept);
    return (content) => (validate(content) ? undefined : complaint(validate.errors?.[0]));
  } catch (error) {
    throw badRequest(`the schema cannot be used: ${(error as Error).message}`);
  }
}

let judge: Ajv | undefined;

/** One for all schemas: to compile the schema of schemas takes longer than any registry's. */
function judgeOfSchemas(): Ajv {
  judge ??= newAjv({});
  return judge;
}

/** An instance for each schema: one for all would keep what it compiled for ever. */
function newAjv(options: Options): Ajv {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    ownProperties: true,
    code: { regExp: linearRegExp },
    ...options,
  });
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({ keyword: "uniqueItems", type: "array", validate: areUnique });
  for (const [name, format] of Object.entries(fullFormats)) ajv.addFormat(name, boundFormat(name, format));
  return ajv;
}

/**
 * The schema with JSON Schema's keywords only: registries' schemas carry others (`id: 13`, `example`, `triggers`),
 * some of which ajv refuses. The specification's example says `type: string` of a property that has properties:
 * such a one may be either.
 */
function keepKeywords(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  if (Object.hasOwn(schema, "$ref")) throw new Error("$ref is not supported, write the schema out");
  const entries = Object.entries(schema).map(([keyword, value]) => [keyword, keepValue(keyword, value)]);
  const kept: Record<string, unknown> = Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  );
  if (kept["type"] === "string" && Object.hasOwn(kept, "properties")) kept["type"] = ["string", "object"];
  return kept;
}

/** What a keyword says, or undefined where the keyword is not JSON Schema's. */
function keepValue(keyword: string, value: unknown): unknown {
  if (KEPT.includes(keyword)) return value;
  if (MANY.includes(keyword) && Array.isArray(value)) return value.map(keepKeywords);
  if (ONE.includes(keyword)) return keepKeywords(value);
  if (NAMED.includes(keyword)) return keepNamed(value);
  if (MANY.includes(keyword)) throw new Error(`${keyword} must be a list`);
  return undefined;
}

function keepNamed(schemas: unknown): unknown {
  if (!isObject(schemas)) return schemas;
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, keepKeywords(schema)]));
}

/** ajv tells patterns apart by their `toString`: without one, all would be the first. */
const linearRegExp = Object.assign(
  (pattern: string) => ({ test: compilePattern(pattern).test, toString: () => pattern }),
  { code: "linearRegExp" },
);

/** ajv's own compares every two items, which a long list turns into minutes. */
function areUnique(wanted: boolean, items: readonly unknown[]): boolean {
  return !wanted || new Set(items.map(canonical)).size === items.length;
}

/** The formats' own expressions backtrack: they are shown short texts only. `byte` is linear, and files are long. */
function boundFormat(name: string, format: Format): Format {
  if (name === "byte" || typeof format === "boolean") return format;
  const test = testOf(format);
  if (test === undefined) return format;
  return (text: string) => text.length <= FORMAT_TEXT_LIMIT && test(text);
}

function testOf(format: Format): ((text: string) => boolean) | undefined {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === "function") return format as (text: string) => boolean;
  if (typeof format !== "object" || format.type === "number" || format.async === true) return undefined;
  const { validate } = format;
  if (validate instanceof RegExp) return (text) => validate.test(text);
  return typeof validate === "function" ? (validate as (text: string) => boolean) : undefined;
}

function complaint(error: ErrorObject | undefined): string {
  const place = ["content", ...(error?.instancePath ?? "").split("/").slice(1)].join(".");
  const extra = error?.keyword === "additionalProperties" ? `: ${error.params["additionalProperty"]}` : "";
  return `${place} ${error?.message ?? "does not conform"}${extra}`;
}
