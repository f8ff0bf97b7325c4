import type { Block } from "../../charts/spi/index.ts";
import type { Suite } from "../check.ts";
import type { SuiteTable } from "../run-options.ts";
import type { ListedOperation } from "../suites/operations.ts";
import type { Wanted } from "./arguments.ts";
import type { BenchParts } from "./bench.ts";
import type { Mutant, MutantResult } from "./mutant.ts";
import { findMutants, NotGreen, runSuite } from "./run-suite.ts";
import { shuffle } from "./sample.ts";
import type { Survivor } from "./survivors.ts";
import { describeTally, isGood, SHARE, shareOfAll, type Tally, tally } from "./tally.ts";

const PROGRESS_EVERY = 25;

/** What the run needs of the world. */
export interface Surroundings {
  readonly suites: SuiteTable;
  readonly operationsOf: (block: Block) => readonly ListedOperation[];
  readonly survivorsOf: (block: Block) => readonly Survivor[];
  readonly startServer: BenchParts["startServer"];
  /** The path at which a block's server shows all that it holds. */
  readonly holdings: Partial<Record<Block, string>>;
  /** What the checks know of a block's server beyond the specification. */
  readonly fixtures: Partial<Record<Block, NonNullable<BenchParts["fixtures"]>>>;
  /** One line of data. */
  readonly out: (line: string) => void;
  /** One line for whoever waits. */
  readonly talk: (line: string) => void;
  readonly writeJson: (file: string, value: unknown) => void;
}

/** Runs the mutants that are wanted. Gives the exit code: 0 where all suites are good enough, else 1. */
export async function runMutation(wanted: Wanted, world: Surroundings): Promise<0 | 1> {
  const entries = Object.entries(world.suites) as [Block, () => Promise<Suite>][];
  const blocks = entries.filter(([block]) => wanted.suite === undefined || wanted.suite === block);
  const tallies: Tally[] = [];
  let good = blocks.length > 0;
  const share = ((wanted.minutes ?? Infinity) * 60_000) / blocks.length;
  for (const [block, load] of blocks) {
    const counted = await runBlock(block, await load(), wanted, world, share).catch(
      sayNotGreen(block, world),
    );
    if (counted === "listed") continue;
    if (counted !== undefined) tallies.push(counted);
    good &&= counted !== undefined && isGood(counted);
  }
  if (tallies.length > 0 && shareOfAll(tallies) < SHARE) {
    world.out(`fewer than ${SHARE * 100} % caught by all suites together`);
    good = false;
  }
  if (wanted.json !== undefined) world.writeJson(wanted.json, { suites: tallies });
  return good ? 0 : 1;
}

async function runBlock(
  block: Block,
  suite: Suite,
  wanted: Wanted,
  world: Surroundings,
  milliseconds: number,
): Promise<Tally | "listed"> {
  const { startServer, operationsOf } = world;
  const fixtures = world.fixtures[block];
  const parts = {
    block,
    operations: operationsOf(block),
    startServer,
    holdings: world.holdings[block],
    ...(fixtures === undefined ? {} : { fixtures }),
  };
  world.talk(`${block}: running the suite without damage`);
  if (wanted.list) {
    const mutants = choose(wanted, await findMutants({ suite, parts }));
    for (const { operation, damage } of mutants) world.out(`${block} ${operation.id}: ${damage.name}`);
    return "listed";
  }
  const outcome = await runSuite({
    suite,
    parts,
    workers: wanted.workers,
    milliseconds,
    choose: (mutants) => choose(wanted, mutants),
    onResult: (result, done, total) => tellProgress(world, block, result, done, total),
  });
  const counted = tally(block, outcome, world.survivorsOf(block));
  for (const line of describeTally(counted)) world.out(line);
  return counted;
}

/** The mutants that are wanted. Where not all can be run, the seed decides which come first. */
function choose({ operation, sample, minutes, seed }: Wanted, mutants: readonly Mutant[]): readonly Mutant[] {
  const own = mutants.filter((mutant) => operation === undefined || mutant.operation.id === operation);
  if (sample === undefined && minutes === undefined) return own;
  return shuffle(own, seed).slice(0, sample);
}

function tellProgress(
  { talk }: Surroundings,
  block: Block,
  { operation, damage, fate }: MutantResult,
  done: number,
  total: number,
): void {
  if (fate === "survived") talk(`${block}: survived: ${operation}: ${damage}`);
  if (done % PROGRESS_EVERY === 0 || done === total) talk(`${block}: ${done} of ${total} mutants`);
}

/** Says which checks do not pass; anything else is for the outermost boundary. */
function sayNotGreen(block: Block, { out }: Surroundings) {
  return (error: unknown): undefined => {
    if (!(error instanceof NotGreen)) throw error;
    out(`${block}: ${error.message}:`);
    for (const other of error.others) out(`  ${other}`);
  };
}
