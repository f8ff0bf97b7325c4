import type { Suite } from "../check.ts";
import type { CheckResult } from "../result.ts";
import { runChecks } from "../runner.ts";
import type { Bench } from "./bench.ts";
import { marksOf } from "./call.ts";
import type { Fate, Mutant, MutantResult } from "./mutant.ts";

/** Long, so that a machine with much to do is not taken for a damage. */
export const PATIENT = { timeoutMs: 10_000, checkMs: 60_000, cleanUpMs: 15_000 } as const;

/** Runs the checks of the mutant's operation until one of them catches it. */
export async function runMutant(bench: Bench, suite: Suite, mutant: Mutant): Promise<MutantResult> {
  const started = performance.now();
  const first = await tryMutant(bench, suite, mutant);
  // Where checks failed before they came to the damage, that was not the mutant's doing, but says nothing of it.
  const again = first.fate === "not applicable" && first.disturbed;
  const { fate, caught } = again ? await tryMutant(bench, suite, mutant) : first;
  return {
    operation: mutant.operation.id,
    damage: mutant.damage.name,
    fate,
    ...(caught === undefined ? {} : { caughtBy: catchOf(caught) }),
    milliseconds: Math.round(performance.now() - started),
  };
}

interface Trial {
  readonly fate: Fate;
  readonly caught: CheckResult | undefined;
  /** Whether a check did not pass. */
  readonly disturbed: boolean;
}

async function tryMutant(bench: Bench, suite: Suite, { operation, damage }: Mutant): Promise<Trial> {
  const stop = new AbortController();
  let caught: CheckResult | undefined;
  await bench.injure(operation, damage);
  const { parts } = await runChecks({
    ...PATIENT,
    ...damage.conditions,
    targets: [bench.target()],
    suites: { [suite.block]: async () => suite },
    useCases: [],
    allowWrites: true,
    sink: bench.sink,
    only: (_, check) => check.operation === operation.id,
    // One after the other: what one check sees must not depend on what another one does at the same time.
    concurrency: 1,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type !== "checkFinished" || caught !== undefined || !isCatch(bench, event.result)) return;
      caught = event.result;
      stop.abort();
    },
  });
  const fate = fateOf(bench, caught);
  await bench.heal();
  const disturbed = parts.some(({ results }) => results.some(({ status }) => status !== "passed"));
  return { fate, caught, disturbed };
}

/** A check catches a mutant where it fails on an answer that the damage has touched, and not for another reason. */
function isCatch(bench: Bench, { status, exchanges }: CheckResult): boolean {
  if (status !== "failed" && status !== "error") return false;
  return bench.touched(marksOf(exchanges));
}

function fateOf(bench: Bench, caught: CheckResult | undefined): Fate {
  if (caught !== undefined) return "caught";
  return bench.touchedAny() ? "survived" : "not applicable";
}

function catchOf({ check, status, reason = "" }: CheckResult): NonNullable<MutantResult["caughtBy"]> {
  return { check, status, reason };
}
