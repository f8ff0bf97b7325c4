import {
  type Capability,
  capabilityName,
  type Link,
  mediatorOf,
  type Stack,
  unsatisfiedTraits,
} from "../../charts/spi/index.ts";
import { describeNeed } from "../../profiles/resolving.ts";
import type { SwapStep } from "./stack-version.ts";
import type { Dependant, MovedLink, MovedPart, PlayedRole, SwapSummary } from "./swap-summary.ts";

/** Who uses what the part offers, and who offers it to them afterwards. */
export function describeDependants(step: SwapStep): Dependant[] {
  return step.before.stack.links
    .filter((link) => link.to === step.part)
    .map((link) => ({
      part: link.from,
      capability: describeNeed(link.capability),
      via: link.via,
      reason: link.reason,
      ...offeredAfter(link, step),
    }));
}

function offeredAfter(link: Link, step: SwapStep): Pick<Dependant, "after" | "by"> {
  const { after, part } = step;
  if (after === undefined) return { after: offersItself(link, step) };
  const { links, parts, providers } = after.stack;
  const isSame = (capability: Capability) => capabilityName(capability) === capabilityName(link.capability);
  const served = links.find(({ from, capability }) => from === link.from && isSame(capability));
  if (served !== undefined)
    return served.to === part ? { after: "served" } : { after: "elsewhere", by: served.to };
  const asker = parts.find(({ name }) => name === link.from);
  const provider = providers[capabilityName(link.capability)] ?? providers[link.capability.kind];
  const isAsked = asker?.product.requires(asker.options).some(isSame) ?? false;
  return isAsked && provider !== undefined
    ? { after: "elsewhere", by: provider.host }
    : { after: "not-asked" };
}

/** What the new product itself says, where the profile does not resolve with it. */
function offersItself(link: Link, { product, options }: SwapStep): Dependant["after"] {
  if (options === undefined) return "unknown";
  const offers = product.provides(options).map(({ capability }) => capability);
  return offers.some((offer) => unsatisfiedTraits(offer, link.capability).length === 0)
    ? "served"
    : "unserved";
}

/** The links that go through the part, where it is the stack's mediator. */
export function describeThrough({ part, before: { stack } }: SwapStep): MovedLink[] {
  if (mediatorOf(stack)?.name !== part) return [];
  return stack.links.filter((link) => link.via === "mediator").map(movedLink);
}

/** The roles that the part plays, and who plays them afterwards. */
export function describeRoles(step: SwapStep): PlayedRole[] {
  const { part, before, after } = step;
  return before.stack.useCases.flatMap(({ id, roles }) => {
    const then = after?.stack.useCases.find((useCase) => useCase.id === id);
    const played = Object.entries(roles).filter(([, name]) => name === part);
    return played.map(([role]) => ({ useCase: id, role, ...playerAfter(then?.roles[role], step) }));
  });
}

function playerAfter(
  player: string | undefined,
  { part, after }: SwapStep,
): Pick<PlayedRole, "after" | "by"> {
  if (after === undefined) return { after: "unknown" };
  if (player === undefined) return { after: "not-asked" };
  return player === part ? { after: "served" } : { after: "elsewhere", by: player };
}

/** The parts that come and go with the swap, beside the part itself. */
export function describeParts({ before, after }: SwapStep): SwapSummary["parts"] {
  if (after === undefined) return { gone: [], added: [] };
  return { gone: missingIn(after.stack, before.stack), added: missingIn(before.stack, after.stack) };
}

/** The parts of a stack that another one has not. */
function missingIn(other: Stack, stack: Stack): MovedPart[] {
  return stack.parts
    .filter((part) => other.parts.every(({ name }) => name !== part.name))
    .map(({ name, product, release, addedFor }) => ({
      part: name,
      product: product.id,
      release: release.version,
      ...(addedFor === undefined ? {} : { for: addedFor }),
    }));
}

/** The links that come and go with the swap. */
export function describeLinks({ before, after }: SwapStep): SwapSummary["links"] {
  if (after === undefined) return { gone: [], added: [] };
  return {
    gone: linksOnlyIn(before.stack, after.stack),
    added: linksOnlyIn(after.stack, before.stack),
  };
}

function linksOnlyIn(stack: Stack, other: Stack): MovedLink[] {
  const key = ({ from, to, via, capability }: Link) => [from, to, via, capabilityName(capability)].join(" ");
  const known = new Set(other.links.map(key));
  return stack.links.filter((link) => !known.has(key(link))).map(movedLink);
}

const movedLink = ({ from, to, via, reason }: Link): MovedLink => ({ from, to, via, reason });
