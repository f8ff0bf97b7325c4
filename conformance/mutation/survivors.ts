import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { Block } from "../../charts/spi/index.ts";
import type { Mutant, MutantResult } from "./mutant.ts";

const survivors = z.strictObject({
  survivors: z.array(
    z.strictObject({ operation: z.string().min(1), damage: z.string().min(1), reason: z.string().min(20) }),
  ),
});

/** A mutant that no check can reasonably see, and why. */
export type Survivor = z.infer<typeof survivors>["survivors"][number];

/** The explained survivors of a block's suite; none where it has no file. Throws where the file has another shape. */
export function loadSurvivors(block: Block): readonly Survivor[] {
  const file = new URL(`../suites/${block}/survivors.yaml`, import.meta.url);
  return existsSync(file) ? parseSurvivors(readFileSync(file, "utf8")) : [];
}

/** Reads the text of a `survivors.yaml`. Throws where it has another shape or names a mutant twice. */
export function parseSurvivors(text: string): readonly Survivor[] {
  const entries = survivors.parse(parse(text)).survivors;
  const names = entries.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`survivors.yaml has ${twice} twice`);
  return entries;
}

/** What is wrong with the explanations, after a run. */
export interface Unsettled {
  /** Survivors of which nobody says why. */
  readonly unexplained: readonly MutantResult[];
  /** Explained ones that were caught or could not be applied, or that there are no more. */
  readonly obsolete: readonly Survivor[];
}

/** Holds the results of a run, whole or not, against the explanations. */
export function settle(
  explained: readonly Survivor[],
  mutants: readonly Mutant[],
  results: readonly MutantResult[],
): Unsettled {
  const reasons = new Set(explained.map(nameOf));
  const known = new Set(mutants.map(({ operation, damage }) => `${operation.id}: ${damage.name}`));
  const fates = new Map(results.map((result) => [nameOf(result), result.fate]));
  return {
    unexplained: results.filter((result) => result.fate === "survived" && !reasons.has(nameOf(result))),
    obsolete: explained.filter(
      (one) => !known.has(nameOf(one)) || (fates.get(nameOf(one)) ?? "survived") !== "survived",
    ),
  };
}

function nameOf({ operation, damage }: Pick<MutantResult, "operation" | "damage">): string {
  return `${operation}: ${damage}`;
}
