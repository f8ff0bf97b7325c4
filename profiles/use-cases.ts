import {
  capabilityName,
  type Link,
  type Part,
  type Span,
  type StackUseCase,
  type UseCaseNeeds,
  type UseCaseRole,
} from "../charts/spi/index.ts";
import { errorAt } from "./issue.ts";
import { pickOffer } from "./links.ts";
import type { Parts } from "./parts.ts";
import { couldMeet, type Offer, offersFor, type Resolving } from "./resolving.ts";
import { suggest } from "./suggest.ts";
import { chosenPart } from "./uses.ts";

/** The use cases of a stack and the links that their calls need. */
export interface UseCases {
  readonly useCases: readonly StackUseCase[];
  readonly links: readonly Link[];
}

/** Reports the use cases that the catalog does not know. */
export function checkUseCases({ loaded, catalog, report }: Resolving): void {
  const known = catalog.useCases.map((each) => each.id);
  loaded.value.useCases.forEach((id, index) => {
    if (known.includes(id)) return;
    const params = { useCase: id, known, ...suggest(id, known) };
    report(errorAt("CS1401", params, loaded.spanOf(["useCases", index])));
  });
}

/** Gives the roles of the profile's known use cases to parts and turns their calls into links via the mediator. */
export function resolveUseCases(resolving: Resolving, all: Parts): UseCases {
  const { catalog, loaded } = resolving;
  const useCases: StackUseCase[] = [];
  const links: Link[] = [];
  for (const id of new Set(loaded.value.useCases)) {
    const needs = catalog.useCases.find((each) => each.id === id);
    if (needs === undefined) continue;
    const roles = castRoles(needs, loaded.value.useCases.indexOf(id), all, resolving);
    const names = [...roles].map(([role, offer]) => [role, offer.part.name]);
    useCases.push({ id, title: needs.title, roles: Object.fromEntries(names) });
    links.push(...callsOf(needs, roles));
  }
  return { useCases, links };
}

function castRoles(needs: UseCaseNeeds, index: number, all: Parts, resolving: Resolving): Map<string, Offer> {
  const at = resolving.loaded.spanOf(["useCases", index]);
  const cast = new Map<string, Offer>();
  for (const role of needs.roles) {
    const offers = offersFor(all.parts, role.plays).filter(({ part }) => part.block === role.block);
    if (offers.length === 0) {
      if (role.optional !== true) reportAbsent(needs, role, at, all, resolving);
      continue;
    }
    const chosen = chosenPart(resolving.loaded, role.plays);
    const offer = pickOffer(
      offers,
      role.plays,
      chosen,
      { part: role.id, product: needs.id, at },
      all,
      resolving,
    );
    if (offer !== undefined) cast.set(role.id, offer);
  }
  return cast;
}

function reportAbsent(
  needs: UseCaseNeeds,
  role: UseCaseRole,
  at: Span,
  all: Parts,
  resolving: Resolving,
): void {
  if (couldMeet(all.broken, resolving.catalog, role.plays)) return;
  const parts = all.parts.filter((part) => part.block === role.block).map((part) => part.name);
  const capability = capabilityName(role.plays);
  const params = { useCase: needs.id, role: role.id, block: role.block, capability, parts };
  resolving.report(errorAt("CS1402", params, at));
}

/** A call whose two roles are one part goes nowhere, and so needs no link. */
function callsOf(needs: UseCaseNeeds, cast: ReadonlyMap<string, Offer>): Link[] {
  return needs.calls.flatMap((call) => {
    const from = cast.get(call.from)?.part;
    const to = cast.get(call.to);
    if (from === undefined || to === undefined || from === to.part) return [];
    return [linkFor(from, to, `${needs.title}: ${call.reason}`)];
  });
}

const linkFor = (from: Part, { part, provision }: Offer, reason: string): Link => ({
  from: from.name,
  to: part.name,
  capability: provision.capability,
  port: provision.port,
  via: "mediator",
  reason,
});
