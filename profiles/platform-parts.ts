import {
  type Capability,
  capabilityName,
  type Part,
  type Product,
  type Release,
  unsatisfiedTraits,
} from "../charts/spi/index.ts";
import { isPlatformKind } from "./capability-kinds.ts";
import { errorAt } from "./issue.ts";
import type { Parts } from "./parts.ts";
import { type ChosenProvider, chosenProviders } from "./providers.ts";
import { type BrokenPart, describeTraits, offersFor, provisionsOf, type Resolving } from "./resolving.ts";

/**
 * Adds the platform services that parts need and the profile neither names as parts nor has elsewhere: beside the
 * part that needs it, in its namespace, or once for the stack where the product is shared. The profile's `providers`
 * may choose the product; else the first of the catalog that is meant for the stack's size serves.
 */
export function addPlatformParts(resolving: Resolving, { parts, broken }: Parts): Parts {
  const providers = chosenProviders(resolving);
  const all = { parts: [...parts], broken: [...broken] };
  // A list may grow while it is walked: a platform service may need another one, such as its operator.
  for (const part of all.parts) {
    for (const need of platformNeeds(part)) serve(need, part, all, providers, resolving);
  }
  return all;
}

/** Adds what serves a need where nobody does. */
function serve(
  need: Capability,
  part: Part,
  all: { readonly parts: Part[]; readonly broken: BrokenPart[] },
  providers: ReadonlyMap<string, ChosenProvider>,
  resolving: Resolving,
): void {
  if (isServed(need, part, all.parts, resolving)) return;
  const added = addFor(need, part, providers, resolving);
  // What is in trouble was told of already, when it was first needed.
  if (added === undefined || all.broken.some(({ name }) => name === added.name)) return;
  const isGood =
    isWhole(added) &&
    isNameFree(added, part, need, all.parts, resolving) &&
    isNotInCircle(added, part, all.parts, resolving);
  if (isGood) all.parts.push(added);
  // That nobody serves the need then only follows from it.
  else all.broken.push({ name: added.name, block: "cloud-infrastructure" });
}

const isWhole = (added: Part | BrokenPart): added is Part => "product" in added;

function platformNeeds(part: Part): Capability[] {
  if (part.external !== undefined) return [];
  return part.product.requires(part.options).filter(({ kind }) => isPlatformKind(kind));
}

function isServed(need: Capability, part: Part, all: readonly Part[], { loaded }: Resolving): boolean {
  const offers = offersFor(all, need).filter((offer) => offer.part !== part);
  if (offers.some((offer) => offer.part.addedFor === undefined || offer.part.addedFor === part.name)) {
    return true;
  }
  const provider = loaded.value.providers[capabilityName(need)] ?? loaded.value.providers[need.kind];
  return provider !== undefined && "external" in provider;
}

/** The part that serves a need; only its name where it is in trouble, and nothing where no product could. */
function addFor(
  need: Capability,
  part: Part,
  providers: ReadonlyMap<string, ChosenProvider>,
  resolving: Resolving,
): Part | BrokenPart | undefined {
  const provider = providers.get(capabilityName(need)) ?? providers.get(need.kind);
  const failed: BrokenPart = { name: `${part.name}-${need.kind}`, block: "cloud-infrastructure" };
  if (provider?.kind === "broken") return failed;
  const product = provider?.product ?? defaultFor(need, resolving);
  const release = provider?.release ?? product?.releases.find((each) => each.load !== undefined);
  if (product === undefined || release === undefined) return undefined;
  const options = provider?.options ?? product.options.parse({});
  if (provider !== undefined && !meets(product, options, need, part, provider, resolving)) return failed;
  return partOf(need, part, { product, release, options }, resolving);
}

function partOf(
  need: Capability,
  part: Part,
  choice: { readonly product: Product; readonly release: Release; readonly options: unknown },
  { loaded }: Resolving,
): Part {
  const shared = choice.product.platform?.shared === true;
  const name = shared ? choice.product.id : `${part.name}-${need.kind}`;
  const { storageClass } = part.overrides;
  return {
    ...choice,
    name,
    block: "cloud-infrastructure",
    owner: part.owner,
    identifier: { ...part.identifier, application: name },
    namespace: shared ? `${loaded.value.name}-${name}` : part.namespace,
    ...(shared ? {} : { addedFor: part.name }),
    overrides: storageClass === undefined ? {} : { storageClass },
    at: part.at,
  };
}

/** The first product that could serve a need in a stack of this size. */
function defaultFor(need: Capability, { catalog, loaded }: Resolving): Product | undefined {
  return catalog.products.find(
    (product) =>
      product.platform?.sizes.includes(loaded.value.size) === true &&
      provisionsOf(product)?.some(({ capability }) => unsatisfiedTraits(capability, need).length === 0),
  );
}

/** Whether what the profile chose is enough for a part, which is reported where the choice is written. */
function meets(
  product: Product,
  options: unknown,
  need: Capability,
  { name, product: { id } }: Part,
  { at }: Extract<ChosenProvider, { kind: "chosen" }>,
  { report }: Resolving,
): boolean {
  const offers = product.provides(options).filter(({ capability }) => capability.kind === need.kind);
  if (offers.some(({ capability }) => unsatisfiedTraits(capability, need).length === 0)) return true;
  const traits = offers.flatMap(({ capability }) => describeTraits(capability, need));
  const params = { part: name, product: id, capability: capabilityName(need), provider: product.id, traits };
  report(errorAt("CS1303", params, at));
  return false;
}

/** A name that the tool gives may be one that the profile gave already. */
function isNameFree(
  added: Part,
  asker: Part,
  need: Capability,
  parts: readonly Part[],
  { report }: Resolving,
): boolean {
  const other = parts.find(({ name }) => name === added.name);
  if (other === undefined) return true;
  const { file, line } = asker.at;
  const params = { part: added.name, block: other.block, first: asker.block, file, line };
  const why = { addedFor: asker.name, capability: capabilityName(need) };
  report(errorAt("CS1206", { ...params, ...why }, other.at));
  return false;
}

/** A service that needs one which needs the first again would be added without end. */
function isNotInCircle(added: Part, asker: Part, parts: readonly Part[], { report }: Resolving): boolean {
  const chain = [added];
  for (
    let each: Part | undefined = asker;
    each !== undefined;
    each = parts.find(({ name }) => name === each?.addedFor)
  ) {
    chain.unshift(each);
    if (each.product !== added.product) continue;
    report(errorAt("CS1304", { chain: chain.map(({ name }) => name) }, asker.at));
    return false;
  }
  return true;
}
