import type { Link, Part } from "../charts/spi/index.ts";
import { isPlatformKind } from "./capability-kinds.ts";
import { errorAt } from "./issue.ts";
import type { Resolving } from "./resolving.ts";

/**
 * Puts parts into the order of installing: what a part is directly linked to comes before it; as far as that
 * leaves a choice, platform parts come first, then the mediator, then the rest, each in the profile's order. Links
 * via the mediator order nothing, because the mediator waits for whom it cannot reach. Cycles are reported.
 */
export function orderParts(parts: readonly Part[], links: readonly Link[], { report }: Resolving): Part[] {
  const needs = directNeeds(parts, links);
  const ordered: Part[] = [];
  const done = new Set<Part>();
  const cycles = new Set<string>();
  const visit = (part: Part, chain: readonly Part[]): void => {
    if (done.has(part)) return;
    const from = chain.indexOf(part);
    if (from !== -1) {
      reportCycle(chain.slice(from), parts, cycles, report);
      return;
    }
    for (const need of needs.get(part) ?? []) visit(need, [...chain, part]);
    done.add(part);
    ordered.push(part);
  };
  for (const part of parts.toSorted((a, b) => rank(a) - rank(b))) visit(part, []);
  return ordered;
}

function directNeeds(parts: readonly Part[], links: readonly Link[]): Map<Part, Part[]> {
  const byName = new Map(parts.map((part) => [part.name, part]));
  const needs = new Map<Part, Part[]>();
  for (const link of links.filter(({ via }) => via === "direct")) {
    const from = byName.get(link.from);
    const to = byName.get(link.to);
    if (from !== undefined && to !== undefined) needs.set(from, [...(needs.get(from) ?? []), to]);
  }
  return needs;
}

function rank(part: Part): number {
  if (part.block === "information-mediator") return 1;
  const provided = part.product.provides(part.options);
  const isPlatform =
    part.block === "cloud-infrastructure" ||
    (provided.length > 0 && provided.every(({ capability }) => isPlatformKind(capability.kind)));
  return isPlatform ? 0 : 2;
}

function reportCycle(
  cycle: Part[],
  parts: readonly Part[],
  seen: Set<string>,
  report: Resolving["report"],
): void {
  const first = cycle.toSorted((a, b) => parts.indexOf(a) - parts.indexOf(b))[0];
  if (first === undefined) return;
  const start = cycle.indexOf(first);
  const names = [...cycle.slice(start), ...cycle.slice(0, start), first].map((part) => part.name);
  const key = names.join(" ");
  if (seen.has(key)) return;
  seen.add(key);
  report(errorAt("CS1304", { chain: names }, first.at));
}
