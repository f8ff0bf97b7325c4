import type {
  Block,
  Capability,
  Catalog,
  Footprint,
  Need,
  Product,
  Release,
  Size,
} from "../../charts/spi/index.ts";
import type { PublishedResult } from "../../conformance/published-results.ts";
import { describeNeed } from "../../profiles/resolving.ts";
import { describeProducts, type ProductRow } from "../describe-products.ts";
import { listOptions, type ProductOption } from "../list-options.ts";

/** A product in one of its releases, chosen for a comparison. */
export interface Choice {
  readonly product: Product;
  readonly release: Release;
}

/** All that the catalog and the published evidence say of a product for one block. */
export interface ComparedProduct {
  readonly product: string;
  readonly title: string;
  readonly advice: string;
  readonly licence: string;
  readonly homepage: string;
  readonly release: string;
  /** The other releases that the catalog has. */
  readonly otherReleases: readonly string[];
  readonly upgradesFrom: readonly string[];
  readonly status: ProductRow["status"];
  /** The version of GovStack's specification that the release says it follows; absent where it says none. */
  readonly govstack?: string;
  /** With default options; absent where some option has no default, since it may depend on that. */
  readonly provides?: readonly string[];
  readonly requires?: readonly string[];
  readonly options: readonly ProductOption[];
  readonly footprint: Readonly<Record<Size, Footprint>>;
  /** What it needs beyond the security rules. */
  readonly needs: readonly Need[];
  /** The most replicas that it can have; absent where it says none. */
  readonly maxReplicas?: number;
  /** Whether it runs on this machine without a cluster. */
  readonly runsLocally: boolean;
  readonly images: readonly string[];
  readonly results: readonly PublishedResult[];
}

/** Products side by side. */
export interface Comparison {
  readonly block: Block;
  readonly products: readonly ComparedProduct[];
}

/** Puts together what is known of products for a block. Pure: `published` are all results that there are. */
export function describeComparison(
  catalog: Catalog,
  block: Block,
  choices: readonly Choice[],
  published: readonly PublishedResult[],
): Comparison {
  const rows = describeProducts(catalog, published).filter((row) => row.block === block);
  return {
    block,
    products: choices.map(({ product, release }) => {
      const row = rows.find((each) => each.product === product.id && each.release === release.version);
      if (row === undefined) throw new Error(`${product.id} ${release.version} is not listed for ${block}`);
      const name = `${product.id} ${release.version}`;
      return {
        ...describeProduct(product, release, block),
        status: row.status,
        results: published.filter((result) => result.block === block && result.product === name),
      };
    }),
  };
}

function describeProduct(product: Product, release: Release, block: Block) {
  const { id, title, advice, licence, homepage, footprint, needs, maxReplicas } = product;
  const govstack = release.govstack[block];
  const versions = product.releases.map(({ version }) => version);
  return {
    product: id,
    title,
    advice,
    licence,
    homepage,
    release: release.version,
    otherReleases: versions.filter((version) => version !== release.version),
    upgradesFrom: release.upgradesFrom,
    ...(govstack === undefined ? {} : { govstack }),
    ...capabilitiesOf(product),
    options: listOptions(product),
    footprint,
    needs,
    ...(maxReplicas === undefined ? {} : { maxReplicas }),
    runsLocally: product.reference !== undefined,
    images: Object.values(release.images),
  };
}

function capabilitiesOf(product: Product): Pick<ComparedProduct, "provides" | "requires"> {
  const options = product.options.safeParse({});
  if (!options.success) return {};
  const named = (capabilities: readonly Capability[]) => [...new Set(capabilities.map(describeNeed))];
  return {
    provides: named(product.provides(options.data).map(({ capability }) => capability)),
    requires: named(product.requires(options.data)),
  };
}
