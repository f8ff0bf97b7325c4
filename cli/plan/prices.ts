import { z } from "zod";

const positive = z.number().positive({ error: "must be more than 0" });
const quantity = (form: RegExp, example: string) =>
  z.string().regex(form, { error: `must be an amount such as ${example}` });

/** The shape of a table of prices: node sizes and storage, for a month. */
export const pricesShape = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, { error: "must be three capital letters, such as USD" }),
  /** Where the prices are from, a sentence without a full stop. */
  source: z.string().min(1),
  /** The share of a node that pods may ask for. */
  usable: positive.max(1, { error: "must be 1 at most" }),
  /** The fewest nodes, by environment. */
  fewest: z.strictObject({
    development: z.int().min(1),
    staging: z.int().min(1),
    production: z.int().min(1),
  }),
  /** A GiB for a month. */
  storage: z.number().min(0, { error: "must not be less than 0" }),
  sizes: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        cpu: quantity(/^\d+(\.\d+)?m?$/, "4 or 3920m"),
        memory: quantity(/^\d+(\.\d+)?(Ki|Mi|Gi|Ti)$/, "16Gi"),
        /** A node of this size for a month. */
        month: positive,
      }),
    )
    .min(1, { error: "must name at least one size" }),
});

/** A table of prices. */
export type Prices = z.infer<typeof pricesShape>;
