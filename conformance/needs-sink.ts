import type { Target } from "./check.ts";
import type { SuiteTable } from "./run-options.ts";

/** Whether any check that a run would do needs a sink; where none does, none has to be made. */
export async function needsSink(
  targets: readonly Target[],
  suites: SuiteTable,
  allowWrites: boolean,
): Promise<boolean> {
  const asked = targets.filter(({ otherApi }) => otherApi === undefined);
  const loaded = await Promise.all(asked.map(({ block }) => suites[block]?.()));
  const checks = loaded.flatMap((suite) => suite?.checks ?? []);
  return checks.some((check) => check.needsSink === true && (allowWrites || check.effect === "read"));
}
