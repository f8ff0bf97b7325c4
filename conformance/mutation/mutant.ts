import type { ListedOperation } from "../suites/operations.ts";
import type { Damage, Seen } from "./damage.ts";
import { damagesOf } from "./damages/all.ts";

/** One operation, damaged in one way. */
export interface Mutant {
  readonly operation: ListedOperation;
  readonly damage: Damage;
}

/** What came of a mutant. It is not applicable where no answer was touched in its run: that says nothing. */
export type Fate = "caught" | "survived" | "not applicable";

/** A mutant that was run. */
export interface MutantResult {
  readonly operation: string;
  readonly damage: string;
  readonly fate: Fate;
  /** The check that caught it, how it ended and why. */
  readonly caughtBy?: { readonly check: string; readonly status: string; readonly reason: string };
  readonly milliseconds: number;
}

/** Every operation with every damage that applies to it. */
export function mutantsOf(
  operations: readonly ListedOperation[],
  seen: ReadonlyMap<string, readonly Seen[]>,
): Mutant[] {
  return operations.flatMap((operation) =>
    damagesOf({ operation, seen: seen.get(operation.id) ?? [] }).map((damage) => ({ operation, damage })),
  );
}
