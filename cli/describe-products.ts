import { BLOCKS, type Catalog, type Product, productsFor, type Release } from "../charts/spi/index.ts";
import type { PublishedResult } from "../conformance/published-results.ts";

/** A release of a product for one block, as lists and comparisons show it. Footprints are those of size demo. */
export interface ProductRow {
  readonly block: string;
  readonly product: string;
  readonly title: string;
  readonly advice: string;
  readonly release: string;
  /**
   * `listed`: facts only; `installable`: it has manifests; `verified`: its pods ran and what the checks found is
   * published, whatever that was. Nothing here is claimed beyond what the tree shows.
   */
  readonly status: "listed" | "installable" | "verified";
  readonly licence: string;
  readonly homepage: string;
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
}

/** A row for every product and release of a catalog, by block in GovStack's order; `published` are the results that came with the tool. */
export function describeProducts(catalog: Catalog, published: readonly PublishedResult[]): ProductRow[] {
  return BLOCKS.flatMap((block) =>
    productsFor(catalog, block).flatMap((product) =>
      product.releases.map((release) => describe(product, release, block, published)),
    ),
  );
}

function statusOf(
  product: Product,
  release: Release,
  block: string,
  published: readonly PublishedResult[],
): ProductRow["status"] {
  if (release.load === undefined) return "listed";
  const ran = published.some(
    (result) =>
      result.engine === "pulumi" &&
      result.block === block &&
      result.product === `${product.id} ${release.version}`,
  );
  return ran ? "verified" : "installable";
}

function describe(
  product: Product,
  release: Release,
  block: string,
  published: readonly PublishedResult[],
): ProductRow {
  return {
    block,
    product: product.id,
    title: product.title,
    advice: product.advice,
    release: release.version,
    status: statusOf(product, release, block, published),
    licence: product.licence,
    homepage: product.homepage,
    ...product.footprint.demo,
  };
}
