import { z } from "zod";
import type { Product } from "../charts/spi/index.ts";

/** An option of a product, as a profile may set it. */
export interface ProductOption {
  readonly name: string;
  /** Whether a profile has to set it. */
  readonly required: boolean;
  /** What holds without it; absent where nothing does. */
  readonly default?: unknown;
  /** In the product's own words; the empty text where it says nothing. */
  readonly description: string;
}

/** The options of a product in its own order; none where its schema does not list any. */
export function listOptions(product: Product): ProductOption[] {
  const schema = z.toJSONSchema(product.options, { io: "input", unrepresentable: "any" });
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).map(([name, value]) => {
    const { default: without, description = "" } = typeof value === "object" ? value : {};
    return {
      name,
      required: required.includes(name),
      ...(without === undefined ? {} : { default: without }),
      description,
    };
  });
}
