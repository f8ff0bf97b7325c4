import {
  type Block,
  type Capability,
  type Catalog,
  capabilityName,
  type Part,
  type Product,
  type Provision,
  productsFor,
  unsatisfiedTraits,
} from "../charts/spi/index.ts";
import { blockOfKind } from "./capability-kinds.ts";
import type { Issue } from "./issue.ts";
import type { LoadedProfile } from "./load.ts";

/** What the steps of resolving share: where from, what to choose from, and where trouble is put. */
export interface Resolving {
  readonly loaded: LoadedProfile;
  readonly catalog: Catalog;
  readonly report: (issue: Issue) => void;
}

/** An entry of the profile that could not become a part; what it might have provided is not missed. */
export interface BrokenPart {
  readonly name: string;
  /** Absent where the block itself is unknown. */
  readonly block?: Block | undefined;
}

/** A part's offer that others may be linked to. */
export interface Offer {
  readonly part: Part;
  readonly provision: Provision;
}

/** The offers of parts that are about a need, by kind and name; whether they satisfy it is another question. */
export function offersFor(parts: readonly Part[], need: Capability): Offer[] {
  return parts.flatMap((part) =>
    part.product
      .provides(part.options)
      .filter((provision) => isAbout(provision.capability, need))
      .map((provision) => ({ part, provision })),
  );
}

/** Tells whether a capability is the thing that is needed, satisfying or not. */
function isAbout(offer: Capability, need: Capability): boolean {
  const name = need.traits["name"];
  return offer.kind === need.kind && (name === undefined || offer.traits["name"] === name);
}

/** Tells whether an entry that is in trouble of its own could have met a need, had it been right. */
export function couldMeet(broken: readonly BrokenPart[], catalog: Catalog, need: Capability): boolean {
  return broken.some(
    ({ block }) =>
      block === undefined || productsFor(catalog, block).some((product) => mayProvide(product, need)),
  );
}

/** `BLOCK: PRODUCT` for each product of the catalog that could meet a need. */
export function productsProviding(catalog: Catalog, need: Capability): string[] {
  return catalog.products
    .filter((product) => mayProvide(product, need))
    .map(
      (product) =>
        `${product.fills.find((block) => block === blockOfKind(need.kind)) ?? product.fills[0]}: ${product.id}`,
    );
}

/** What a product provides can depend on its options, so that those of the need's own block may always be it. */
function mayProvide(product: Product, need: Capability): boolean {
  const block = blockOfKind(need.kind);
  if (block !== undefined && product.fills.includes(block)) return true;
  return (
    provisionsOf(product)?.some(({ capability }) => unsatisfiedTraits(capability, need).length === 0) ?? false
  );
}

/** What a product provides with its default options; nothing is known of one that cannot do without some. */
export function provisionsOf(product: Product): readonly Provision[] | undefined {
  const options = product.options.safeParse({});
  return options.success ? product.provides(options.data) : undefined;
}

/** What an offer lacks of a need, a sentence's piece for each trait: `major: needs 16, has 14`. */
export function describeTraits(offer: Capability, need: Capability): string[] {
  return unsatisfiedTraits(offer, need).map((trait) => {
    const offered = offer.traits[trait];
    return `${trait}: needs ${need.traits[trait]}, has ${offered ?? "none"}`;
  });
}

/** How people read a need with all it asks: `postgres (major 16, superuser)`. */
export function describeNeed(need: Capability): string {
  const traits = Object.entries(need.traits)
    .filter(([trait, value]) => trait !== "name" && value !== false)
    .map(([trait, value]) => (value === true ? trait : `${trait} ${value}`));
  return traits.length === 0 ? capabilityName(need) : `${capabilityName(need)} (${traits.join(", ")})`;
}
