import type { Block } from "../charts/spi/index.ts";
import type { Effect, Level } from "./check.ts";
import type { Compliance } from "./compliance/compliance.ts";
import type { Exchange } from "./http.ts";

/** The four states. No result is never "passed". */
export type Status = "passed" | "failed" | "skipped" | "error";

/** What came of one check. */
export interface CheckResult {
  readonly check: string;
  readonly operation: string;
  readonly title: string;
  readonly section: string;
  readonly level: Level;
  readonly effect: Effect;
  readonly kind: "positive" | "negative";
  readonly status: Status;
  readonly milliseconds: number;
  /** Why, in one sentence; absent when passed at the first try. */
  readonly reason?: string;
  /** Masked; the last one is the one that the reason speaks of. */
  readonly exchanges: readonly Exchange[];
  /** How many other exchanges of the check are not kept, clean-ups among them; absent where all are. */
  readonly omitted?: number;
}

/** A part and its suite's results. */
export interface PartReport {
  readonly part: string;
  readonly block: Block;
  readonly product: string;
  readonly owner: string;
  readonly url: string;
  readonly results: readonly CheckResult[];
}

/** A step of a story, in the order in which it ran. */
export interface StepResult {
  readonly hop: string;
  readonly title: string;
  readonly status: Status;
  readonly milliseconds: number;
  readonly reason?: string;
  readonly exchanges: readonly Exchange[];
}

/** What came of one story of a use case. */
export interface StoryResult {
  readonly story: string;
  readonly title: string;
  readonly kind: "positive" | "negative";
  readonly status: Status;
  readonly milliseconds: number;
  readonly reason?: string;
  readonly steps: readonly StepResult[];
}

/** A use case and its stories' results. */
export interface UseCaseReport {
  readonly useCase: string;
  readonly title: string;
  readonly story: string;
  readonly results: readonly StoryResult[];
}

/** A connection as the report draws it. */
export interface Wire {
  readonly from: string;
  readonly to: string;
  readonly via: "mediator" | "direct";
  readonly reason: string;
}

/** All that a run found. It is masked: no token, PIN or personal datum of the answers is in it. */
export interface Report {
  readonly tool: string;
  readonly stack: string;
  readonly country: string;
  readonly engine: string;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly milliseconds: number;
  readonly verdict: "passed" | "failed";
  readonly summary: Readonly<Record<Status, number>>;
  /** Sentences a reader must know: interrupted, substituted products, untested call-backs. */
  readonly notes: readonly string[];
  readonly parts: readonly PartReport[];
  readonly useCases: readonly UseCaseReport[];
  readonly wires: readonly Wire[];
  /** The same as GovStack counts it; absent where nobody counted. */
  readonly compliance?: Compliance;
}
