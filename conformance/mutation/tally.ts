import type { Block } from "../../charts/spi/index.ts";
import type { MutantResult } from "./mutant.ts";
import type { SuiteOutcome } from "./run-suite.ts";
import { type Survivor, settle, type Unsettled } from "./survivors.ts";

/** A suite must catch this share of the mutants that touched an answer. */
export const SHARE = 0.9;

/** Of fewer than this one survivor would decide: a small sample is judged with those of all other suites. */
const ENOUGH = 20;

/** What came of a suite's mutants. */
export interface Tally extends Unsettled {
  readonly block: Block;
  /** How many mutants there are, and how many of them were run. */
  readonly total: number;
  readonly run: number;
  readonly caught: number;
  readonly survived: number;
  readonly notApplicable: number;
  /** Of the caught in the caught and survived, 0 to 1; 0 where there is neither. */
  readonly share: number;
  readonly results: readonly MutantResult[];
}

/** Counts the mutants of a suite and holds the survivors against those that are explained. */
export function tally(
  block: Block,
  { mutants, results }: SuiteOutcome,
  explained: readonly Survivor[],
): Tally {
  const count = (fate: MutantResult["fate"]) => results.filter((result) => result.fate === fate).length;
  const [caught, survived] = [count("caught"), count("survived")];
  return {
    ...settle(explained, mutants, results),
    block,
    total: mutants.length,
    run: results.length,
    caught,
    survived,
    notApplicable: count("not applicable"),
    share: shareOf({ caught, survived }),
    results,
  };
}

/** Whether the checks of the suite can fail as they should. */
export function isGood(counted: Tally): boolean {
  const { caught, unexplained, obsolete } = counted;
  return caught > 0 && !isTooLittle(counted) && unexplained.length === 0 && obsolete.length === 0;
}

/** The share that the checks of all suites caught, 0 to 1. */
export function shareOfAll(tallies: readonly Tally[]): number {
  const sum = (fate: "caught" | "survived") => tallies.reduce((all, counted) => all + counted[fate], 0);
  return shareOf({ caught: sum("caught"), survived: sum("survived") });
}

function shareOf({ caught, survived }: Pick<Tally, "caught" | "survived">): number {
  return caught === 0 ? 0 : caught / (caught + survived);
}

function isTooLittle({ caught, survived, share }: Tally): boolean {
  return caught + survived >= ENOUGH && share < SHARE;
}

/** The tally as lines of text. */
export function describeTally(counted: Tally): string[] {
  const { block, total, run, caught, survived, notApplicable, share, results } = counted;
  const percent = `${(share * 100).toFixed(1)} %`;
  const fates = `${caught} caught, ${survived} survived, ${notApplicable} not applicable`;
  const unexplained = new Set(counted.unexplained);
  return [
    `${block}: ${run} of ${total} mutants run: ${fates}; ${percent} of the applicable ones caught`,
    ...results
      .filter((result) => result.fate === "survived")
      .map((result) => {
        const note = unexplained.has(result) ? "not explained" : "explained in survivors.yaml";
        return `  survived (${note}): ${result.operation}: ${result.damage}`;
      }),
    ...counted.obsolete.map(
      ({ operation, damage }) => `  obsolete in survivors.yaml: ${operation}: ${damage}`,
    ),
    ...(isTooLittle(counted) ? [`  fewer than ${SHARE * 100} % caught`] : []),
  ];
}
