import type { Catalog, Stack } from "../charts/spi/index.ts";
import { checkExemptions, GRANT_CODES } from "./exemptions.ts";
import { errorAt, type Issue, type Result, sortIssues } from "./issue.ts";
import { checkMediator, mergeLinks, resolveNeeds } from "./links.ts";
import type { LoadedProfile } from "./load.ts";
import { orderParts } from "./order.ts";
import { type Parts, resolveParts } from "./parts.ts";
import { addPlatformParts } from "./platform-parts.ts";
import { checkProducts } from "./product-problems.ts";
import type { Resolving } from "./resolving.ts";
import { suggest } from "./suggest.ts";
import { checkUseCases, resolveUseCases } from "./use-cases.ts";
import { checkUses } from "./uses.ts";

/**
 * Turns a profile into a stack: products from the catalog, parts in the order of installing, a link for each need.
 * `today` is a date, YYYY-MM-DD. Every issue comes at once; what only follows from another one is left out. The
 * same input gives the same stack.
 */
export function resolveStack(loaded: LoadedProfile, catalog: Catalog, today: string): Result<Stack> {
  const issues: Issue[] = [];
  const resolving: Resolving = { loaded, catalog, report: (issue) => issues.push(issue) };
  const asked = resolveParts(resolving);
  const all = addPlatformParts(resolving, asked);
  checkUses(resolving, all);
  checkSeeds(resolving, all);
  checkUseCases(resolving);
  const cases = resolveUseCases(resolving, all);
  const links = mergeLinks([...resolveNeeds(resolving, all), ...cases.links]);
  checkMediator(links, all, resolving);
  const parts = orderParts(all.parts, links, resolving);
  checkExemptions(resolving, parts, today);
  const stack = { ...frameOf(loaded), parts, links, useCases: cases.useCases };
  checkProducts(resolving, stack);
  const sorted = sortIssues(issues);
  const errors = sorted.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return { ok: true, value: stack, warnings: sorted };
  const ungranted = errors.every(({ code }) => GRANT_CODES.includes(code)) ? { ungranted: stack } : {};
  return { ok: false, issues: sorted, ...ungranted };
}

/**
 * What can be said of a profile whose shape is wrong, by its `salvaged` rest: blocks, products, releases, options and
 * use cases that are not there. What depends on all parts together has to wait, and so have owners, whose
 * organization may be what was left out.
 */
export function checkNames(salvaged: LoadedProfile, catalog: Catalog): readonly Issue[] {
  const issues: Issue[] = [];
  const resolving: Resolving = { loaded: salvaged, catalog, report: (issue) => issues.push(issue) };
  resolveParts(resolving);
  checkUseCases(resolving);
  return sortIssues(issues.filter(({ code }) => code !== "CS1205"));
}

/** What a stack takes from its profile as it stands. */
function frameOf({ value }: LoadedProfile) {
  return {
    name: value.name,
    country: value.country,
    domain: value.domain,
    environment: value.environment,
    size: value.size,
    instance: value.mediator?.instance ?? value.country.code,
    organizations: Object.entries(value.organizations).map(([id, each]) => ({ id, ...each })),
    exemptions: value.exemptions,
    images: value.images,
    providers: Object.fromEntries(
      Object.entries(value.providers).flatMap(([name, provider]) =>
        "external" in provider ? [[name, provider.external]] : [],
      ),
    ),
  };
}

function checkSeeds({ loaded, report }: Resolving, { parts, broken }: Parts): void {
  const known = [...parts, ...broken].map((part) => part.name);
  for (const part of Object.keys(loaded.value.seeds)) {
    if (known.includes(part)) continue;
    report(errorAt("CS1208", { part, known, ...suggest(part, known) }, loaded.keySpanOf(["seeds", part])));
  }
}
