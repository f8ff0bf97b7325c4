import type { Catalog, Product, Release } from "../charts/spi/index.ts";

/** A release of a product for one block, as lists and comparisons show it. Footprints are those of size demo. */
export interface ProductRow {
  readonly block: string;
  readonly product: string;
  readonly title: string;
  readonly advice: string;
  readonly release: string;
  /** `listed`: facts only; `installable`: it has manifests. Nothing here is claimed beyond what the tree shows. */
  readonly status: "listed" | "installable";
  readonly licence: string;
  readonly homepage: string;
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
}

/** A row for every block, product and release of a catalog. */
export function describeProducts(catalog: Catalog): ProductRow[] {
  return catalog.products.flatMap((product) =>
    product.fills.flatMap((block) => product.releases.map((release) => describe(product, release, block))),
  );
}

function describe(product: Product, release: Release, block: string): ProductRow {
  return {
    block,
    product: product.id,
    title: product.title,
    advice: product.advice,
    release: release.version,
    status: release.load === undefined ? "listed" : "installable",
    licence: product.licence,
    homepage: product.homepage,
    ...product.footprint.demo,
  };
}
