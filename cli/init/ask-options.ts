import { z } from "zod";
import type { Product } from "../../charts/spi/index.ts";
import type { Path } from "../../profiles/located.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { typingOf } from "./option-typing.ts";
import { askChoice, askValue, type Interview } from "./question.ts";
import { type OptionShape, type Options, optionShapes, provisionsOf } from "./suggest-options.ts";

/** One option that has to be asked for. */
interface Option {
  /** As a profile's path has it: `countryConfig.image`. */
  readonly name: string;
  readonly path: Path;
  /** Of whom it is an option. */
  readonly part: string;
  readonly product: string;
  readonly shape: OptionShape;
  readonly schema: z.ZodType;
  readonly suggested: unknown;
}

/**
 * Asks for the options without a good default: those that have none, and empty lists that decide what the part offers
 * to others. What else is suggested is taken as it is. Options that keep their default are not among the result.
 */
export function* askOptions(
  product: Product,
  path: Path,
  part: string,
  suggested: Options,
): Interview<Options> {
  const { shapes, required } = optionShapes(product);
  const options: Record<string, unknown> = { ...suggested };
  for (const [key, shape] of Object.entries(shapes)) {
    if (!required.includes(key) && !decidesOffers(product, key, shape)) continue;
    options[key] = yield* askOption({
      name: key,
      path: [...path, key],
      part,
      product: product.title,
      shape,
      schema: schemaBelow(product.options, key),
      suggested: suggested[key] ?? shape.default,
    });
  }
  const changed = Object.entries(options).filter(([key, value]) => !isSame(value, shapes[key]?.default));
  return Object.fromEntries(changed);
}

/** Whether an option that is an empty list by itself changes, by a word in it, what the product offers. */
function decidesOffers(product: Product, key: string, { default: value, items }: OptionShape): boolean {
  if (!Array.isArray(value) || value.length > 0 || items?.type !== "string") return false;
  const offered = (options: Options) => JSON.stringify(provisionsOf(product, options));
  return offered({ [key]: ["sample"] }) !== offered({});
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function* askOption(option: Option): Interview<unknown> {
  const { name, path, part, product, shape, schema, suggested } = option;
  if (shape.properties !== undefined) return yield* askBelow(option, shape.properties);
  const words = choicesOf(shape);
  const typing = typingOf(shape);
  const talk = say.option(name, part, product, shape.description, words === undefined ? typing.how : "");
  if (words === undefined) return yield* askValue({ path, ...talk, schema, suggested, ...typing });
  const answer = yield* askChoice({
    path,
    ...talk,
    choices: words.map((value) => ({ value, name: value, about: "" })),
    suggested: suggested === undefined ? undefined : String(suggested),
  });
  return shape.type === "boolean" ? answer === "true" : answer;
}

/** An option with options of its own: each that has no default is asked for. */
function* askBelow(option: Option, shapes: Readonly<Record<string, OptionShape>>): Interview<Options> {
  const options: Record<string, unknown> = {};
  for (const key of option.shape.required ?? []) {
    const shape = shapes[key];
    if (shape === undefined) continue;
    options[key] = yield* askOption({
      ...option,
      name: `${option.name}.${key}`,
      path: [...option.path, key],
      shape: { description: option.shape.description, ...shape },
      schema: schemaBelow(option.schema, key),
      suggested: shape.default,
    });
  }
  return options;
}

function choicesOf({ type, enum: words }: OptionShape): string[] | undefined {
  if (type === "boolean") return ["true", "false"];
  return words?.every((word) => typeof word === "string") ? [...words] : undefined;
}

/** The product's own check of one option. */
function schemaBelow(schema: z.ZodType, key: string): z.ZodType {
  return (schema instanceof z.ZodObject && (schema.shape[key] as z.ZodType | undefined)) || z.unknown();
}
