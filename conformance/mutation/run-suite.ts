import type { Suite } from "../check.ts";
import type { CheckResult } from "../result.ts";
import { runChecks } from "../runner.ts";
import { type Bench, type BenchParts, openBench } from "./bench.ts";
import { correlationOf, marksOf } from "./call.ts";
import type { Seen } from "./damage.ts";
import { type Mutant, type MutantResult, mutantsOf } from "./mutant.ts";
import { PATIENT, runMutant } from "./run-mutant.ts";

/** The suite does not pass without damage, so that its failures would say nothing. */
export class NotGreen extends Error {
  /** `CHECK STATUS: REASON` of each check that did not pass. */
  readonly others: readonly string[];

  constructor(others: readonly string[]) {
    super("the suite does not pass without damage");
    this.others = others;
  }
}

/** How the mutants of a suite are run. */
export interface SuiteRun {
  readonly suite: Suite;
  readonly parts: BenchParts;
  /** Servers side by side. */
  readonly workers: number;
  /** Chooses the mutants and their order. */
  readonly choose: (mutants: readonly Mutant[]) => readonly Mutant[];
  /** Milliseconds after which no further mutant is begun; the run without damage is not counted. */
  readonly milliseconds: number;
  readonly onResult: (result: MutantResult, done: number, total: number) => void;
}

/** What was found of a suite. */
export interface SuiteOutcome {
  /** All mutants that there are, also those that were not chosen. */
  readonly mutants: readonly Mutant[];
  /** In the order in which they were chosen; shorter where time ran out. */
  readonly results: readonly MutantResult[];
}

/** All mutants of a suite, by one run without damage. Throws a {@link NotGreen} where that does not pass. */
export async function findMutants({ suite, parts }: Pick<SuiteRun, "suite" | "parts">): Promise<Mutant[]> {
  const bench = await openBench(parts);
  try {
    return await observe(bench, suite, parts);
  } finally {
    await bench.close();
  }
}

/** Runs the chosen mutants of a suite. Throws a {@link NotGreen} where it does not pass without damage. */
export async function runSuite(run: SuiteRun): Promise<SuiteOutcome> {
  const mutants = await findMutants(run);
  const chosen = run.choose(mutants);
  const results = new Map<Mutant, MutantResult>();
  const queue = chosen.values();
  const deadline = Date.now() + run.milliseconds;
  const work = async () => {
    const bench = await openBench(run.parts);
    try {
      // All workers draw from one iterator, so that each mutant is taken once.
      for (const mutant of queue) {
        if (Date.now() >= deadline) return;
        const result = await runMutant(bench, run.suite, mutant);
        results.set(mutant, result);
        run.onResult(result, results.size, chosen.length);
      }
    } finally {
      await bench.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.workers, chosen.length) }, work));
  return { mutants, results: chosen.flatMap((mutant) => results.get(mutant) ?? []) };
}

async function observe(bench: Bench, suite: Suite, { operations }: BenchParts): Promise<Mutant[]> {
  const { parts } = await runChecks({
    ...PATIENT,
    targets: [bench.target()],
    suites: { [suite.block]: async () => suite },
    useCases: [],
    allowWrites: true,
    sink: bench.sink,
    concurrency: 4,
  });
  const results = parts.flatMap((part) => part.results);
  const others = results.filter(({ status }) => status !== "passed");
  if (others.length > 0)
    throw new NotGreen(others.map(({ check, status, reason = "" }) => `${check} ${status}: ${reason}`));
  return mutantsOf(operations, ofOwnChecks(bench.takeSeen(), results));
}

/** Without what only the checks of other operations saw: a mutant is tried on the checks of its own operation. */
function ofOwnChecks(
  seen: ReadonlyMap<string, readonly Seen[]>,
  results: readonly CheckResult[],
): ReadonlyMap<string, readonly Seen[]> {
  const operations = new Map(
    results.flatMap(({ operation, exchanges }) => marksOf(exchanges).map((mark) => [mark, operation])),
  );
  const isOwn = (id: string, { call }: Seen) => (operations.get(correlationOf(call)) ?? id) === id;
  return new Map([...seen].map(([id, all]) => [id, all.filter((one) => isOwn(id, one))]));
}
