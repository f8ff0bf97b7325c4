import type { Block } from "../../charts/spi/index.ts";

/**
 * How a requirement stands: shown to be met; shown not to be; as far as this tool sees in order, the rest for a person
 * to say; or not told by this run.
 */
export type RequirementState = "met" | "not met" | "attest" | "not assessed";

/** One thing that was looked at for a requirement, or could not be. */
export interface Proof {
  readonly outcome: "passed" | "failed" | "absent";
  /** The block that it is about; absent where it is about the whole stack. */
  readonly block?: Block;
  /** What was seen, or why nothing was; one sentence, without a full stop. */
  readonly text: string;
}

/** A requirement, and what a run says of it. */
export interface AssessedRequirement {
  readonly id: string;
  readonly text: string;
  readonly level: "REQUIRED" | "RECOMMENDED";
  readonly kind: "cross-functional" | "api" | "functional";
  /** The block whose requirement it is; absent where it is everybody's. */
  readonly block?: Block;
  /** The worst of its blocks. */
  readonly state: RequirementState;
  readonly blocks: readonly { readonly block: Block; readonly state: RequirementState }[];
  readonly evidence: readonly Proof[];
  /** What a person is asked, where this tool cannot see all of it. */
  readonly question?: string;
}

/** How much of a block's interface a product has, as GovStack counts it. */
export interface ApiResult {
  readonly block: Block;
  readonly product: string;
  /** The version of GovStack's specification that the block's suite was written from. */
  readonly specification: string;
  readonly parts: readonly string[];
  readonly passed: number;
  /** Errors are among them, as GovStack knows two results only. */
  readonly failed: number;
  /** Not counted. */
  readonly skipped: number;
  /** passed / (passed + failed), four decimals; absent where nothing was counted. */
  readonly compatibility?: number;
}

/** How many requirements are in each state. */
export type StateCounts = Readonly<Record<RequirementState, number>>;

/** A run as GovStack counts it. */
export interface Compliance {
  readonly api: readonly ApiResult[];
  readonly required: StateCounts;
  readonly recommended: StateCounts;
  readonly requirements: readonly AssessedRequirement[];
}
