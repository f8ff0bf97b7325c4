/** Answers to a form that it should take, and some of which it should not. */
export interface FilledForm {
  readonly answers: Readonly<Record<string, unknown>>;
  /** Those alone that the form requires. */
  readonly least: Readonly<Record<string, unknown>>;
  /** Each is the answers with one that is required missing. */
  readonly incomplete: readonly Readonly<Record<string, unknown>>[];
  /** Each is the answers with one of another type. */
  readonly wrong: readonly Readonly<Record<string, unknown>>[];
}

type Node = Readonly<Record<string, unknown>>;

const LAYOUTS = new Set(["panel", "fieldset", "well", "columns"]);
const SILENT = new Set(["content", "htmlelement", "button"]);
/** No field of a form takes it. */
const STRANGE = { given: [["Ada"]] };

/** Fills in a form of form.io, or one that is described by a JSON Schema; `known` are right answers by the field's key. */
export function fillForm(schema: Node, known: Node): FilledForm {
  const fields = isList(schema["components"]) ? fieldsOf(schema["components"]) : propertiesOf(schema);
  const answers = Object.fromEntries(fields.map(({ key, sample }) => [key, known[key] ?? sample]));
  const without = (key: string) => Object.fromEntries(Object.entries(answers).filter(([one]) => one !== key));
  return {
    answers,
    least: Object.fromEntries(
      fields.filter(({ required }) => required).map(({ key }) => [key, answers[key]]),
    ),
    incomplete: fields.filter(({ required }) => required).map(({ key }) => without(key)),
    wrong: fields.map(({ key }) => ({ ...answers, [key]: STRANGE })),
  };
}

interface Filled {
  readonly key: string;
  readonly required: boolean;
  readonly sample: unknown;
}

function fieldsOf(components: readonly unknown[]): readonly Filled[] {
  return components.filter(isNode).flatMap((component) => {
    const type = String(component["type"]);
    if (SILENT.has(type)) return [];
    if (LAYOUTS.has(type)) return fieldsOf(insideOf(component));
    const rules = isNode(component["validate"]) ? component["validate"] : {};
    const one = sampleOf(type, component, rules);
    const sample = component["multiple"] === true ? [one] : one;
    return [{ key: String(component["key"]), required: rules["required"] === true, sample }];
  });
}

function insideOf(component: Node): readonly unknown[] {
  const columns = isList(component["columns"]) ? component["columns"].filter(isNode) : [];
  return [component, ...columns].flatMap(({ components }) => (isList(components) ? components : []));
}

function sampleOf(type: string, component: Node, rules: Node): unknown {
  const example = component["defaultValue"] || component["placeholder"];
  switch (type) {
    case "number":
      return typeof example === "number" ? example : numberAbove(rules["min"]);
    case "checkbox":
      return true;
    case "select":
    case "radio":
      return choiceOf(component);
    case "selectboxes":
      return { [String(choiceOf(component))]: true };
    case "datetime":
    case "day":
      return "2026-01-31";
    case "container":
      return sampleAll(component);
    case "datagrid":
      return [sampleAll(component)];
    default:
      return typeof example === "string" ? example : textFor(type, rules);
  }
}

function textFor(type: string, rules: Node): string {
  if (type === "email") return "ada.abara@mail.example";
  if (type === "phoneNumber") return "+9995550199";
  const least = typeof rules["minLength"] === "number" ? rules["minLength"] : 1;
  const most = typeof rules["maxLength"] === "number" ? rules["maxLength"] : 40;
  return "Ada Abara "
    .repeat(Math.ceil(least / 10) || 1)
    .slice(0, most)
    .padEnd(least, "a");
}

function numberAbove(least: unknown): number {
  return typeof least === "number" ? Math.ceil(least) : 1;
}

function choiceOf(component: Node): unknown {
  const { data } = component;
  const values = isNode(data) ? data["values"] : component["values"];
  const [first] = isList(values) ? values.filter(isNode) : [];
  return first?.["value"];
}

function sampleAll(component: Node): Node {
  return Object.fromEntries(fieldsOf(insideOf(component)).map(({ key, sample }) => [key, sample]));
}

/** The properties of a JSON Schema. */
function propertiesOf(schema: Node): readonly Filled[] {
  const { properties, required } = schema;
  if (!isNode(properties)) return [];
  return Object.entries(properties).flatMap(([key, property]) =>
    isNode(property)
      ? [{ key, required: isList(required) && required.includes(key), sample: sampleProperty(property) }]
      : [],
  );
}

function sampleProperty(property: Node): unknown {
  const { enum: choices, example, default: usual } = property;
  const known = example ?? usual ?? (isList(choices) ? choices[0] : undefined);
  if (known !== undefined) return known;
  switch (property["type"]) {
    case "integer":
    case "number":
      return numberAbove(property["minimum"]);
    case "boolean":
      return true;
    case "array":
      return isNode(property["items"]) ? [sampleProperty(property["items"])] : [];
    case "object":
      return Object.fromEntries(propertiesOf(property).map(({ key, sample }) => [key, sample]));
    default:
      return property["format"] === "date" ? "2026-01-31" : textFor(String(property["format"]), property);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
