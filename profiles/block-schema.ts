import { z } from "zod";
import { type Block, type Catalog, type Product, productsFor } from "../charts/spi/index.ts";
import { httpUrl, label, objectName, quantity, words } from "./formats.ts";

const overrides = z
  .strictObject({
    replicas: z.int().min(1).max(100).optional(),
    storageClass: objectName.optional(),
    resources: z
      .strictObject({
        cpu: quantity.optional(),
        memory: quantity.optional(),
        storage: quantity.optional(),
      })
      .optional(),
  })
  .meta({ id: "overrides" });

const external = z
  .strictObject({
    url: httpUrl,
    ca: words.optional().describe("The certificate authority, PEM"),
    credentials: z.strictObject({ secretRef: objectName }).optional(),
  })
  .meta({ id: "external" });

const partWith = <P extends z.ZodType<string>, V extends z.ZodType<string>, O extends z.ZodType>(
  product: P,
  version: V,
  options: O,
) =>
  z.strictObject({
    product,
    version: version.optional().describe("A release of the product; without it the newest"),
    owner: label.optional().describe("The organization that answers for it"),
    options,
    overrides: overrides.optional().describe("Replicas, storage class and resources of this part"),
    external: external.optional().describe("It runs elsewhere; nothing is installed"),
  });

const anyPart = partWith(words, words, z.record(z.string(), z.unknown()).optional());

/** The long form of a part, as the profile holds it. */
export type PartForm = z.infer<typeof anyPart>;

/** What a block's key may hold, with any text for products and anything for options. */
export const blockOf = () => withParts(z.union([words, anyPart]));

/** What a block's key may hold for one catalog. */
export function blockSchema(catalog: Catalog, block: Block): z.ZodType {
  const products = productsFor(catalog, block);
  if (products.length === 0) return z.never();
  const forms = products.flatMap((product): z.ZodType[] => [shortForm(product), longForm(product)]);
  // The id makes the JSON Schema hold the products of a block once, and refer to them.
  return withParts(z.union(forms).meta({ id: `${block}-part` }));
}

function withParts<P extends z.ZodType>(part: P) {
  const parts = z.record(label, part).refine((all) => Object.keys(all).length > 0, { error: "parts-empty" });
  return z.union([part, z.strictObject({ parts })]);
}

const shortForm = (product: Product) => z.literal(product.id).describe(`${product.title}: ${product.advice}`);

function longForm(product: Product) {
  const versions = product.releases.map((release) => release.version);
  return partWith(
    shortForm(product),
    versions.length === 0 ? words : z.enum(versions),
    product.options.optional(),
  );
}
