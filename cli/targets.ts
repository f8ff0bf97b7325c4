import { type Block, type Part, partOf, type SmokeCheck, type Stack } from "../charts/spi/index.ts";
import type { Target, UseCase } from "../conformance/check.ts";
import type { Wire } from "../conformance/result.ts";
import type { UseCaseRun } from "../conformance/run-options.ts";
import { SUITES } from "../conformance/suites.ts";

/** Who the checks say they are: an application that no profile has. */
const CHECKER = "GOV/country-stack/checks";

/**
 * A part of a stack as a suite talks to it; `own` headers are those of this deployment, and given fixtures take the
 * place of the product's.
 */
export function targetOf(
  stack: Stack,
  part: Part,
  address: string,
  own: Readonly<Record<string, string>> = {},
  given?: Target["fixtures"],
): Target {
  const { basePath, headers, otherApi } = part.product.conformance;
  return {
    part: part.name,
    block: part.block,
    product: `${part.product.id} ${part.release.version}`,
    owner: part.owner.name,
    url: `${address.replace(/\/$/, "")}${basePath}`,
    headers: { ...headers, ...own },
    client: `${stack.instance}/${CHECKER}`,
    ...(otherApi === undefined ? {} : { otherApi }),
    ...fixturesOf(given ?? part.product.conformance.fixtures),
  };
}

function fixturesOf(fixtures: Target["fixtures"]): Pick<Target, "fixtures"> {
  return fixtures === undefined ? {} : { fixtures };
}

/** What a part's product says that it answers. */
export function smokeOf(part: Part): readonly SmokeCheck[] {
  const { smoke = [] } = part.product;
  return typeof smoke === "function" ? smoke(part.options) : smoke;
}

/** Whether anything would be checked of a part. */
export function hasChecks(part: Part): boolean {
  const { otherApi } = part.product.conformance;
  return (SUITES[part.block] !== undefined && otherApi === undefined) || smokeOf(part).length > 0;
}

/** A part of which only the block and the address are known; `headers` are those that it wants to see. */
export function foreignTarget(
  block: Block,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  fixtures?: Target["fixtures"],
): Target {
  return {
    part: block,
    block,
    product: "unknown",
    owner: "",
    url: url.replace(/\/$/, ""),
    headers,
    client: `SANDBOX/${CHECKER}`,
    ...fixturesOf(fixtures),
  };
}

/** The stack's use cases with their roles' targets and the paths of their services at the mediator. */
export function useCaseRuns(
  stack: Stack,
  useCases: readonly UseCase[],
  targets: readonly Target[],
): UseCaseRun[] {
  const targetNamed = (name: string) => targets.find((target) => target.part === name);
  const mediator = targets.find((target) => target.block === "information-mediator");
  return stack.useCases.flatMap(({ id, roles }) => {
    const useCase = useCases.find((candidate) => candidate.id === id);
    if (useCase === undefined) return [];
    const entries = Object.entries(roles).flatMap(([role, name]) => {
      const target = targetNamed(name);
      return target === undefined
        ? []
        : [{ role, target: asPart(stack, name, target), path: servicePathOf(partOf(stack, name)) }];
    });
    return [
      {
        useCase,
        roles: Object.fromEntries(entries.map(({ role, target }) => [role, target])),
        servicePath: Object.fromEntries(entries.map(({ role, path }) => [role, path])),
        mediator,
      },
    ];
  });
}

/** In a use case a part speaks for itself: its own identifier is the caller's. */
function asPart(stack: Stack, name: string, target: Target): Target {
  const { instance, memberClass, memberCode, application } = partOf(stack, name).identifier;
  return { ...target, client: `${instance}/${memberClass}/${memberCode}/${application}` };
}

/** The path at the mediator of the one service of a part, `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/BLOCK`. */
export function servicePathOf(part: Part): string {
  const { instance, memberClass, memberCode, application } = part.identifier;
  return `/r1/${instance}/${memberClass}/${memberCode}/${application}/${part.block}`;
}

/** The links as the report draws them. */
export function wiresOf(stack: Stack): Wire[] {
  return stack.links.map(({ from, to, via, reason }) => ({ from, to, via, reason }));
}
