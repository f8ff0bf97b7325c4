import { type Condition, parseCondition } from "./condition.ts";
import { evaluate } from "./evaluate.ts";

/** A text with values in it: what stands as it is, and what is looked up. */
export type TextTemplate = readonly (string | Condition)[];

/** A JSON value of which texts are templates. */
export type JsonTemplate =
  | { readonly kind: "text"; readonly parts: TextTemplate }
  | { readonly kind: "value"; readonly value: number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly JsonTemplate[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, JsonTemplate])[] };

/** Parses a text with `${…}` in it. Throws a SyntaxError where one is no expression or is not closed. */
export function parseText(text: string): TextTemplate {
  const parts: (string | Condition)[] = [];
  let at = 0;
  for (let from = text.indexOf("${"); from >= 0; from = text.indexOf("${", at)) {
    const to = text.indexOf("}", from);
    if (to < 0) throw new SyntaxError("a ${ is not closed");
    if (from > at) parts.push(text.slice(at, from));
    parts.push(parseCondition(text.slice(from + 2, to)));
    at = to + 1;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Parses JSON of which texts are templates. Throws a SyntaxError. */
export function parseJsonTemplate(text: string): JsonTemplate {
  return templateOf(JSON.parse(text) as unknown);
}

function templateOf(value: unknown): JsonTemplate {
  if (typeof value === "string") return { kind: "text", parts: parseText(value) };
  if (Array.isArray(value)) return { kind: "list", items: value.map(templateOf) };
  if (typeof value === "object" && value !== null)
    return { kind: "object", entries: Object.entries(value).map(([key, one]) => [key, templateOf(one)]) };
  return { kind: "value", value: value as number | boolean | null };
}

type Values = Readonly<Record<string, unknown>>;

/** The text with its values; `write` says how a value is written, what is missing is empty. */
export function fillText(
  parts: TextTemplate,
  values: Values,
  write: (text: string) => string = (text) => text,
): string {
  return parts
    .map((part) => (typeof part === "string" ? part : write(asText(evaluate(part, values)))))
    .join("");
}

/** The JSON with its values; a text that is one expression and nothing else becomes the value itself. */
export function fillJson(template: JsonTemplate, values: Values): unknown {
  switch (template.kind) {
    case "value":
      return template.value;
    case "list":
      return template.items.map((item) => fillJson(item, values));
    case "object":
      return Object.fromEntries(template.entries.map(([key, one]) => [key, fillJson(one, values)]));
    case "text": {
      const [only, ...others] = template.parts;
      if (only === undefined) return "";
      if (others.length > 0 || typeof only === "string") return fillText(template.parts, values);
      return evaluate(only, values) ?? null;
    }
  }
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
