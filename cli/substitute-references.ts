import type { Link, Part, Product, Stack } from "../charts/spi/index.ts";

/** A stack whose parts run on this machine, and what is another product than the profile says, one sentence each. */
export interface Substituted {
  readonly stack: Stack;
  readonly replaced: readonly { readonly part: string; readonly product: string }[];
  /** Parts that served only replaced ones, such as their databases. */
  readonly dropped: readonly string[];
}

/**
 * Puts the reference product of its block in the place of every product that only a cluster can run. What a replaced
 * part needed directly, such as a database, is its product's business and goes with it. A part for whose block there
 * is no reference product stays, for the engine to name it.
 */
export function substituteReferences(stack: Stack, products: readonly Product[]): Substituted {
  const replaced: { part: string; product: string }[] = [];
  const parts = stack.parts.map((part) => {
    const reference = referenceFor(part, products);
    if (reference === undefined) return part;
    replaced.push({ part: part.name, product: part.product.id });
    return withProduct(part, reference);
  });
  const names = new Set(replaced.map(({ part }) => part));
  const links = stack.links.filter((link) => !(link.via === "direct" && names.has(link.from)));
  const dropped = parts
    .filter((part) => servedOnly(part, names, stack.links, links))
    .map((part) => part.name);
  return {
    stack: {
      ...stack,
      parts: parts.filter((part) => !dropped.includes(part.name)),
      links: links.map((link) => (names.has(link.to) ? { ...link, port: portOf(parts, link) } : link)),
    },
    replaced,
    dropped,
  };
}

function referenceFor(part: Part, products: readonly Product[]): Product | undefined {
  if (part.external !== undefined || part.product.reference !== undefined) return undefined;
  return products.find((product) => product.reference !== undefined && product.fills.includes(part.block));
}

/** The replaced product's options mean nothing to the reference product: it runs with its own defaults. */
function withProduct(part: Part, product: Product): Part {
  const [release] = product.releases;
  if (release === undefined) throw new Error(`product ${product.id} has no release`);
  return { ...part, product, release, options: product.options.parse({}) };
}

function servedOnly(
  part: Part,
  replaced: ReadonlySet<string>,
  before: readonly Link[],
  after: readonly Link[],
): boolean {
  if (part.product.reference !== undefined || part.external !== undefined) return false;
  const served = before.some((link) => link.to === part.name && replaced.has(link.from));
  return served && !after.some((link) => link.to === part.name);
}

function portOf(parts: readonly Part[], link: Link): string {
  return parts.find((part) => part.name === link.to)?.product.conformance.port ?? link.port;
}
