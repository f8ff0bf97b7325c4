import { meansVersion, type Part, type Product, type Release, type Stack } from "../../charts/spi/index.ts";
import { errorAt, type Issue } from "../../profiles/issue.ts";

/** The release of a part whose data are there. */
export interface InstalledRelease {
  readonly part: string;
  readonly product: string;
  readonly release: string;
}

/** A part that goes from one release of its product to another one. */
export interface Jump {
  readonly part: string;
  readonly product: string;
  readonly from: string;
  readonly to: string;
}

/** An upgrade that has not ended: its parts as they were to become. */
export interface UnendedUpgrade {
  readonly parts: readonly Jump[];
  /** Whether the newer release stands, and only its checks have not passed. */
  readonly isApplied: boolean;
}

/** What asking for other releases than those that are there comes to. */
export interface JudgedJumps {
  readonly jumps: readonly Jump[];
  /** Errors: a jump that no release lists, one backwards, one in the middle of another. */
  readonly issues: readonly Issue[];
}

/**
 * Compares the releases that a stack asks for with those that are there. A part that is new, has another product, or
 * runs elsewhere does not jump. Pure.
 */
export function judgeJumps(
  stack: Stack,
  installed: readonly InstalledRelease[],
  unended?: UnendedUpgrade,
): JudgedJumps {
  const jumps: Jump[] = [];
  const issues: Issue[] = [];
  for (const part of stack.parts.filter(({ external }) => external === undefined)) {
    const asked = part.release.version;
    const begun = unended?.parts.find((one) => one.part === part.name && one.product === part.product.id);
    const there = installed.find((one) => one.part === part.name && one.product === part.product.id);
    if (begun !== undefined && !unended?.isApplied && begun.to !== asked) {
      const params = { part: part.name, product: part.product.id, from: begun.from, to: begun.to, asked };
      issues.push(errorAt("CS1803", params, part.at));
      continue;
    }
    if (there === undefined || there.release === asked) continue;
    const issue = judgeJump(part, there.release);
    if (issue === undefined)
      jumps.push({ part: part.name, product: part.product.id, from: there.release, to: asked });
    else issues.push(issue);
  }
  return { jumps, issues };
}

/** The stack with the older releases in place of those that parts jumped to; undefined where one cannot be installed. */
export function beforeJumps(stack: Stack, jumps: readonly Jump[]): Stack | undefined {
  const parts = stack.parts.map((part): Part | undefined => {
    const jump = jumps.find((one) => one.part === part.name);
    if (jump === undefined) return part;
    const release = installableOf(part.product).find(({ version }) => version === jump.from);
    return release === undefined ? undefined : { ...part, release };
  });
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? { ...stack, parts: known } : undefined;
}

function judgeJump({ name, product, release, at }: Part, from: string): Issue | undefined {
  const params = { part: name, product: product.id, from, to: release.version };
  // First: what `16` means among the releases that 16.13 is reached from is not 16.14.
  if (isNewer(product, from, release.version)) return errorAt("CS1802", params, at);
  if (release.upgradesFrom.some((entry) => meansVersion(entry, from))) return undefined;
  const steps = stepsBetween(product, from, release.version);
  return errorAt("CS1801", { ...params, steps, listed: release.upgradesFrom }, at);
}

/** By the catalog's order, newest first; of a release that it does not have any more, by its numbers. */
function isNewer({ releases }: Product, one: string, other: string): boolean {
  const order = releases.map(({ version }) => version);
  if (order.includes(one)) return order.indexOf(one) < order.indexOf(other);
  const [numbers, others] = [one, other].map((version) => version.split(/[.-]/).map(Number));
  const at = numbers?.findIndex((number, index) => number !== others?.[index]) ?? -1;
  return (numbers?.[at] ?? 0) > (others?.[at] ?? 0);
}

/** The fewest releases that lead from one to another, the last one included; none where no way is known. */
function stepsBetween(product: Product, from: string, to: string): string[] {
  const ways: string[][] = [[]];
  const seen = new Set([from]);
  for (const way of ways) {
    const at = way.at(-1) ?? from;
    if (at === to) return way;
    for (const { version, upgradesFrom } of installableOf(product)) {
      if (seen.has(version) || !upgradesFrom.some((entry) => meansVersion(entry, at))) continue;
      seen.add(version);
      ways.push([...way, version]);
    }
  }
  return [];
}

function installableOf({ releases }: Product): readonly Release[] {
  return releases.filter(({ load }) => load !== undefined);
}
