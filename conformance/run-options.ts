import type { Block } from "../charts/spi/index.ts";
import type { CallbackSink } from "./callback-sink.ts";
import type { Check, Suite, Target, UseCase } from "./check.ts";
import type { CheckResult, PartReport, StoryResult, UseCaseReport } from "./result.ts";
import type { TimeLimits } from "./time-limits.ts";

/** A use case and whom its roles are played by. */
export interface UseCaseRun {
  readonly useCase: UseCase;
  /** The target of each role; a role that nobody plays makes all stories skipped. */
  readonly roles: Readonly<Record<string, Target>>;
  /** The path of a role's service at the mediator: `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/SERVICE`. */
  readonly servicePath: Readonly<Record<string, string>>;
  /** Undefined where the stack has none; all stories are then skipped. */
  readonly mediator: Target | undefined;
}

/** Where the suites of blocks come from; a block without one has none yet. */
export type SuiteTable = Partial<Record<Block, () => Promise<Suite>>>;

/** What is told while a run goes on. */
export type RunEvent =
  | { readonly type: "checkStarted"; readonly part: string; readonly check: Check }
  | { readonly type: "checkFinished"; readonly part: string; readonly result: CheckResult }
  | { readonly type: "partFinished"; readonly part: PartReport }
  | { readonly type: "storyFinished"; readonly useCase: string; readonly result: StoryResult };

/** What holds for every check and story of a run. */
export interface Conditions extends TimeLimits {
  /** Whether what a part holds may be changed. */
  readonly allowWrites: boolean;
  /** Where emitted operations arrive; the run does not close it. */
  readonly sink: CallbackSink | undefined;
  /** Ends the run: what is under way is cleaned up, what remains is skipped. */
  readonly signal: AbortSignal | undefined;
}

/** What is run, and how. Conditions left out: no writes, no sink, 3 s, 30 s, 120 s, 30 s. */
export interface RunOptions extends Partial<Conditions> {
  readonly targets: readonly Target[];
  readonly suites: SuiteTable;
  readonly useCases: readonly UseCaseRun[];
  /** Which checks are wanted; the others do not stand in the report. Default all. */
  readonly only?: (part: string, check: Check) => boolean;
  /** Checks and stories under way at the same time, over all parts; default 24. */
  readonly concurrency?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

/** What a run found, in the order of the targets and use cases given. */
export interface RunOutcome {
  readonly parts: readonly PartReport[];
  readonly useCases: readonly UseCaseReport[];
}
