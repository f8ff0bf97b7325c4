import { z } from "zod";
import { type Capability, type Product, type Provision, unsatisfiedTraits } from "../../charts/spi/index.ts";

/** Options of a product by name, as a profile writes them. */
export type Options = Readonly<Record<string, unknown>>;

/** What the JSON Schema of a product's options says of one of them. */
export interface OptionShape {
  readonly type?: string;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: OptionShape;
  /** Of an option that has options of its own. */
  readonly properties?: Readonly<Record<string, OptionShape>>;
  readonly required?: readonly string[];
}

/** The options of a product by name, each with its shape; `required` are those that have no default. */
export function optionShapes(product: Product): {
  readonly shapes: Readonly<Record<string, OptionShape>>;
  readonly required: readonly string[];
} {
  const { properties = {}, required = [] } = z.toJSONSchema(product.options, {
    io: "input",
    unrepresentable: "any",
  });
  return { shapes: properties as Record<string, OptionShape>, required };
}

/** Whether a product with these options offers what is wanted. */
export function offers(product: Product, options: Options, wanted: Capability): boolean {
  return provisionsOf(product, options).some(
    ({ capability }) => unsatisfiedTraits(capability, wanted).length === 0,
  );
}

/** What a product offers with these options, as far as it can be told while others that it must have are missing. */
export function provisionsOf(product: Product, options: Options): readonly Provision[] {
  return withOptions(product, options, product.provides);
}

/** What a product requires with these options, as far as that can be told. */
export function requirementsOf(product: Product, options: Options): readonly Capability[] {
  return withOptions(product, options, product.requires);
}

function withOptions<T>(
  product: Product,
  options: Options,
  look: (options: unknown) => readonly T[],
): readonly T[] {
  const parsed = product.options.safeParse(options);
  if (parsed.success) return look(parsed.data);
  if (parsed.error.issues.some(({ path }) => path[0] !== undefined && path[0] in options)) return [];
  try {
    return look({ ...defaultsOf(product), ...options });
  } catch {
    // It looked at an option that nobody has given yet.
    return [];
  }
}

function defaultsOf(product: Product): Options {
  const { shapes } = optionShapes(product);
  return Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, shape.default]));
}

/**
 * The options with which a product offers as much of what is wanted as it can, found by trying what its schema
 * allows: a name in a list of names, a switch, a number that is asked for. Nothing is known of any one product.
 */
export function suggestOptions(product: Product, wanted: readonly Capability[]): Options {
  let options: Options = {};
  for (const capability of wanted) {
    if (offers(product, options, capability)) continue;
    const met = wanted.filter((each) => offers(product, options, each));
    const better = attempts(product, options, capability).find(
      (tried) => offers(product, tried, capability) && met.every((each) => offers(product, tried, each)),
    );
    options = better ?? options;
  }
  return options;
}

/** Whether a product can be set up so that it offers all that is wanted. */
export function canOffer(product: Product, wanted: readonly Capability[]): boolean {
  const options = suggestOptions(product, wanted);
  return wanted.every((capability) => offers(product, options, capability));
}

function attempts(product: Product, options: Options, { traits }: Capability): Options[] {
  const { shapes } = optionShapes(product);
  const sameName = Object.entries(traits).filter(([trait]) => trait in shapes);
  const single = Object.entries(shapes).flatMap(([key, shape]) =>
    valuesFor(shape, options[key] ?? shape.default, Object.values(traits)).map((value) => ({ [key]: value })),
  );
  return [Object.fromEntries(sameName), ...single].map((change) => ({ ...options, ...change }));
}

function valuesFor(shape: OptionShape, now: unknown, traits: readonly unknown[]): unknown[] {
  if (shape.type === "boolean") return [true, false];
  if (shape.type === "array") {
    const list = Array.isArray(now) ? now : [];
    return traits.filter((trait) => typeof trait === shape.items?.type).map((trait) => [...list, trait]);
  }
  const type = shape.type === "integer" ? "number" : shape.type;
  return traits.filter((trait) => typeof trait === type);
}
