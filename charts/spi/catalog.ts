import type { Block } from "./block.ts";
import type { Product } from "./product.ts";
import type { UseCaseNeeds } from "./use-case.ts";

/** All that can be chosen from. */
export interface Catalog {
  readonly products: readonly Product[];
  readonly useCases: readonly UseCaseNeeds[];
}

/** The products that can fill a block, in the catalog's order. */
export function productsFor(catalog: Catalog, block: Block): readonly Product[] {
  return catalog.products.filter((product) => product.fills.includes(block));
}

/** The product of that id for that block, if there is one. */
export function findProduct(catalog: Catalog, block: Block, id: string): Product | undefined {
  return productsFor(catalog, block).find((product) => product.id === id);
}
