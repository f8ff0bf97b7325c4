import {
  type Capability,
  capabilityName,
  type Link,
  type Part,
  unsatisfiedTraits,
} from "../charts/spi/index.ts";
import { errorAt } from "./issue.ts";
import type { Parts } from "./parts.ts";
import {
  couldMeet,
  describeNeed,
  describeTraits,
  type Offer,
  offersFor,
  productsProviding,
  type Resolving,
} from "./resolving.ts";
import { chosenPart } from "./uses.ts";

/** Links every need of every part to the one offer that serves it. Parts that run elsewhere bring their own. */
export function resolveNeeds(resolving: Resolving, all: Parts): Link[] {
  return all.parts
    .filter((part) => part.external === undefined)
    .flatMap((part) =>
      part.product.requires(part.options).flatMap((need) => resolveNeed(part, need, all, resolving)),
    );
}

function resolveNeed(part: Part, need: Capability, all: Parts, resolving: Resolving): Link[] {
  const others = offersFor(all.parts, need).filter(
    (offer) => offer.part !== part && servesPart(offer.part, part),
  );
  const asker = { part: part.name, product: part.product.id, at: part.at };
  const named = chosenPart(resolving.loaded, need);
  // What serves all others is itself served by another one.
  const chosen = named === part.name ? undefined : named;
  // A provider of the profile is a decision already; `uses` is the only thing that overrules it.
  if (chosen === undefined && hasProvider(resolving, need)) return [];
  const offer = pickOffer(others, need, chosen, asker, all, resolving);
  return offer === undefined ? [] : [linkTo(offer, part, need)];
}

function linkTo({ part, provision }: Offer, from: Part, need: Capability): Link {
  const asks = `${from.product.title} requires ${capabilityName(need)}`;
  const reason =
    provision.via === "direct" ? `${asks}; direct because ${provision.reason ?? "it says so"}` : asks;
  return {
    from: from.name,
    to: part.name,
    capability: need,
    port: provision.port,
    via: provision.via,
    reason,
  };
}

function hasProvider({ loaded }: Resolving, need: Capability): boolean {
  return Object.entries(loaded.value.providers).some(
    ([name, provider]) => "external" in provider && (name === capabilityName(need) || name === need.kind),
  );
}

/** A platform part that was added for one part serves no other. */
function servesPart(offering: Part, part: Part): boolean {
  return offering.addedFor === undefined || offering.addedFor === part.name;
}

/** Who asks, for the issue, and where that is written. */
export interface Asker {
  readonly part: string;
  readonly product: string;
  readonly at: Part["at"];
}

/** The one offer that serves a need, or nothing, and then it is reported why. */
export function pickOffer(
  offers: readonly Offer[],
  need: Capability,
  chosen: string | undefined,
  asker: Asker,
  all: Parts,
  resolving: Resolving,
): Offer | undefined {
  const preferred = offers.filter((offer) => offer.part.name === chosen);
  const byName = resolving.loaded.value.uses[capabilityName(need)] !== undefined;
  // That the chosen part does not offer it is said once, by `checkUses`, where the choice is written.
  if (chosen !== undefined && preferred.length === 0 && byName) return undefined;
  const candidates = preferred.length > 0 ? preferred : offers;
  const serving = candidates.filter(
    (offer) => unsatisfiedTraits(offer.provision.capability, need).length === 0,
  );
  if (new Set(serving.map((offer) => offer.part)).size === 1) return serving[0];
  if (serving.length > 1) reportAmbiguous(serving, need, asker, resolving);
  else if (candidates.length > 0) reportUnmet(candidates, need, asker, resolving);
  else if (!couldMeet(all.broken, resolving.catalog, need)) reportMissing(need, asker, resolving);
  return undefined;
}

function reportMissing(need: Capability, { at, ...asker }: Asker, { catalog, report }: Resolving): void {
  const products = productsProviding(catalog, need);
  const params = { ...asker, capability: capabilityName(need), needed: describeNeed(need), products };
  report(errorAt("CS1301", params, at));
}

function reportAmbiguous(
  serving: readonly Offer[],
  need: Capability,
  { at, ...asker }: Asker,
  { report }: Resolving,
) {
  const candidates = [...new Set(serving.map((offer) => offer.part.name))];
  report(errorAt("CS1302", { ...asker, capability: capabilityName(need), candidates }, at));
}

function reportUnmet(
  offers: readonly Offer[],
  need: Capability,
  { at, ...asker }: Asker,
  { report }: Resolving,
): void {
  for (const { part, provision } of offers) {
    const traits = describeTraits(provision.capability, need);
    const params = { ...asker, capability: capabilityName(need), provider: part.name, traits };
    report(errorAt("CS1303", params, at));
  }
}

/**
 * Says whether the parts that talk through the mediator have exactly one to talk through. One issue for all of
 * them: the remedy is one line.
 */
export function checkMediator(
  links: readonly Link[],
  all: Parts,
  { loaded, catalog, report }: Resolving,
): void {
  const mediators = all.parts.filter((part) => part.block === "information-mediator");
  const talking = links.filter((link) => link.via === "mediator").flatMap((link) => [link.from, link.to]);
  const first = all.parts.find((part) => talking.includes(part.name));
  if (first === undefined || mediators.length === 1) return;
  const asker = { part: first.name, product: first.product.id, capability: "mediator" };
  if (mediators.length > 1) {
    const candidates = mediators.map((part) => part.name);
    const at = loaded.keySpanOf(["blocks", "information-mediator"]);
    report(errorAt("CS1302", { ...asker, candidates, only: "one" }, at));
    return;
  }
  const need: Capability = { kind: "mediator", traits: {} };
  if (couldMeet(all.broken, catalog, need)) return;
  const params = { ...asker, needed: "mediator", products: productsProviding(catalog, need) };
  report(errorAt("CS1301", params, first.at));
}

/** One link for all that say the same, with all their reasons, in the order in which they came. */
export function mergeLinks(links: readonly Link[]): Link[] {
  const merged = new Map<string, Link>();
  for (const link of links) {
    const key = JSON.stringify([link.from, link.to, link.capability, link.port, link.via]);
    const same = merged.get(key);
    const reason = same === undefined ? link.reason : `${same.reason}; ${link.reason}`;
    merged.set(key, { ...link, reason });
  }
  return [...merged.values()];
}
