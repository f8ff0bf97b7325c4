import { RE2JS } from "re2js";
import { z } from "zod";

/** What one place of a form takes. */
export interface Field {
  readonly key: string;
  readonly kind: "boolean" | "choice" | "date" | "email" | "flags" | "group" | "number" | "rows" | "text";
  /** A list of such answers; never of `group` and `rows`. */
  readonly multiple: boolean;
  readonly rules: Rules;
  /** The answers that there are, of `choice` and `flags`. */
  readonly choices: ReadonlySet<unknown>;
  /** Of `group` and `rows`. */
  readonly fields: readonly Field[];
}

/** The rules of a field as form.io has them. */
export interface Rules {
  readonly required?: boolean | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly integer?: boolean | undefined;
  readonly pattern?: Pattern | undefined;
}

/** A regular expression of RE2, whose time grows with the text alone. */
export interface Pattern {
  readonly source: string;
  matches(text: string): boolean;
}

const KINDS: Readonly<Record<string, Field["kind"]>> = {
  ...{ textfield: "text", textarea: "text", phoneNumber: "text", email: "email", number: "number" },
  ...{ checkbox: "boolean", select: "choice", radio: "choice", selectboxes: "flags" },
  ...{ datetime: "date", day: "date", container: "group", datagrid: "rows" },
};
/** Components that stand around others. */
const LAYOUTS = new Set(["panel", "fieldset", "well", "columns"]);
/** Components without a value. */
const SILENT = new Set(["content", "htmlelement", "button"]);
const DEPTH_LIMIT = 8;
const PATTERN_LIMIT = 512;

// form.io writes "" and null for a rule that is not set.
const unset = z.union([z.literal(""), z.null()]).transform(() => undefined);
const number = z.union([z.number(), unset]).optional();
const choices = z.array(z.looseObject({ value: z.union([z.string(), z.number(), z.boolean()]) }));
const component = z.looseObject({
  type: z.string(),
  key: z.string().min(1).max(100).optional(),
  multiple: z.boolean().optional(),
  components: z.array(z.unknown()).optional(),
  columns: z.array(z.looseObject({ components: z.array(z.unknown()) })).optional(),
  values: choices.optional(),
  data: z.looseObject({ values: choices.optional() }).optional(),
  validate: z
    .looseObject({
      required: z.boolean().optional(),
      ...{ minLength: number, maxLength: number, min: number, max: number },
      integer: z.union([z.boolean(), unset]).optional(),
      pattern: z.union([unset, z.string().max(PATTERN_LIMIT)]).optional(),
    })
    .optional(),
});
type Component = z.output<typeof component>;

const schema = z.looseObject({ components: z.array(z.unknown()) });

/**
 * Reads the fields of a form of form.io. Throws a TypeError with one sentence that names the component: for a type
 * that is not known here, a key twice, choices without a value, a pattern that RE2 does not know.
 */
export function readForm(value: unknown): readonly Field[] {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new TypeError("schema.components: must be a list of components of form.io");
  return readFields(parsed.data.components, 0);
}

function readFields(components: readonly unknown[], depth: number): readonly Field[] {
  if (depth > DEPTH_LIMIT) throw new TypeError(`schema: nested deeper than ${DEPTH_LIMIT} levels`);
  const fields = components.flatMap((one) => readComponent(one, depth));
  const keys = fields.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new TypeError(`schema: the key ${twice} is there twice`);
  return fields;
}

function readComponent(value: unknown, depth: number): readonly Field[] {
  const parsed = component.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`schema: a component's ${first?.path.join(".") || "value"}: ${first?.message}`);
  }
  const { data } = parsed;
  if (SILENT.has(data.type)) return [];
  if (LAYOUTS.has(data.type)) return readFields(insideOf(data), depth + 1);
  return [readField(data, depth)];
}

function readField(data: Component, depth: number): Field {
  const { type, key } = data;
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) throw new TypeError(`schema: components of type ${type} are not known here`);
  if (key === undefined || key === "__proto__")
    throw new TypeError(`schema: a component of type ${type} has no key`);
  const holds = kind === "group" || kind === "rows";
  const choices = new Set((data.data?.values ?? data.values ?? []).map((one) => one.value));
  if ((kind === "choice" || kind === "flags") && choices.size === 0)
    throw new TypeError(`schema: the component ${key} has no values to choose from`);
  return {
    ...{ key, kind, choices, rules: readRules(key, data) },
    multiple: data.multiple === true && !holds,
    fields: holds ? readFields(insideOf(data), depth + 1) : [],
  };
}

function insideOf({ components = [], columns = [] }: Component): readonly unknown[] {
  return [...components, ...columns.flatMap((one) => one.components)];
}

function readRules(key: string, { validate = {} }: Component): Rules {
  const { pattern, ...rules } = validate;
  return { ...rules, pattern: pattern === undefined ? undefined : compile(key, pattern) };
}

function compile(key: string, source: string): Pattern {
  try {
    const program = RE2JS.compile(source);
    return { source, matches: (text) => program.matches(text) };
  } catch (error) {
    throw new TypeError(`schema: the pattern of ${key}: ${(error as Error).message}`);
  }
}
