import {
  type Block,
  type Capability,
  type Catalog,
  capabilityName,
  type Environment,
  type Product,
  productsFor,
  type Size,
} from "../../charts/spi/index.ts";
import { describeProducts, type ProductRow } from "../describe-products.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { formatTable } from "../ui/table.ts";
import type { Context } from "./chosen.ts";
import { describeProduct } from "./product-details.ts";
import type { Choice } from "./question.ts";
import { canOffer } from "./suggest-options.ts";

type Published = Context["published"];

/** The answer that a product runs elsewhere; which one is asked next. No product has this id. */
export const ELSEWHERE = "elsewhere";

/** The products that can fill a block as a part of its own; who serves the platform is another question. */
export function blockProducts(catalog: Catalog, block: Block): readonly Product[] {
  return productsFor(catalog, block).filter(({ platform }) => platform === undefined);
}

/** Whether the tool can install a product, in a cluster or on this machine. */
export function isInstallable(product: Product): boolean {
  return product.reference !== undefined || product.releases.some(({ load }) => load !== undefined);
}

/** The row of the release that is taken where a profile names none. */
function rowOf(product: Product, block: Block, published: Published): ProductRow | undefined {
  const alone = { products: [product], useCases: [] };
  const rows = describeProducts(alone, published).filter((row) => row.block === block);
  return rows.find(({ status }) => status !== "listed") ?? rows[0];
}

/** Products as a list to choose from, in columns of `width` together, with what is known of each. */
export function productChoices(
  products: readonly Product[],
  block: Block,
  size: Size,
  wanted: readonly Capability[],
  published: Published,
): { readonly head: string; readonly choices: readonly Choice[] } {
  const cells = products.map((product) => {
    const row = rowOf(product, block, published);
    const { cpu, memory, storage } = product.footprint[size];
    const status = row?.status ?? "listed";
    // Of what is not installed nobody asks the cluster for anything.
    const amounts = status === "listed" ? ["", "", ""] : [cpu, memory, storage];
    return [product.id, row?.release ?? "-", status, short(product.licence), ...amounts];
  });
  const columns = say.productColumns.map((title, index) =>
    index < 4 ? { title } : { title, align: "right" as const },
  );
  const [head = "", ...lines] = formatTable(columns, cells).split("\n");
  const choices = products.map((product, index) => ({
    value: product.id,
    name: lines[index] ?? product.id,
    about: aboutOf(product, wanted),
    details: describeProduct(product, block, published),
  }));
  return { head, choices };
}

/** A licence that is longer than its column is in the details in full. */
function short(licence: string): string {
  return licence.length <= 18 ? licence : `${licence.slice(0, 17)}…`;
}

function aboutOf(product: Product, wanted: readonly Capability[]): string {
  const lacking = wanted.filter((capability) => !canOffer(product, [capability]));
  return [
    `${product.title}. ${product.advice}.`,
    ...(isInstallable(product) ? [] : [say.onlyElsewhere]),
    ...(lacking.length === 0 ? [] : [say.cannotOffer(lacking.map(capabilityName))]),
  ].join("\n");
}

/**
 * The product to begin with: one that can be installed and offers what is wanted; for development one that also runs
 * on this machine alone, otherwise one that is not ours, since ours are not for a country's data.
 */
export function suggestProduct(
  products: readonly Product[],
  wanted: readonly Capability[],
  environment: Environment,
): string | undefined {
  const installable = products.filter(isInstallable);
  const able = installable.filter((product) => canOffer(product, wanted));
  const wished = (product: Product) => (product.reference !== undefined) === (environment === "development");
  return (able.find(wished) ?? able[0] ?? installable[0] ?? products[0])?.id;
}
