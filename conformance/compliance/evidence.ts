import type { AdviceId, Block, RuleId } from "../../charts/spi/index.ts";

/** A part of the stack, also one of which nothing is asked. */
export interface EvidencePart {
  readonly part: string;
  readonly block: Block;
  /** A database and the like, which another part needs: it fills no block. */
  readonly isPlatform: boolean;
  /** Somebody else runs it, so that no manifest says anything of it. */
  readonly isExternal: boolean;
}

/** A rule that a workload of a part does not keep, whoever grants it. */
export interface BrokenRule {
  readonly rule: RuleId | AdviceId;
  readonly part: string;
  readonly workload: string;
  /** Who grants it; absent where nobody does. */
  readonly grantedBy?: "development" | "exemption";
}

/** What the manifests say that stand in the cluster. */
export interface RuleEvidence {
  readonly broken: readonly BrokenRule[];
  /** Parts of which not everything was examined. */
  readonly opaque: readonly string[];
}

/** Something that was done with the stack and counts as proof. Moments are ISO 8601, UTC. */
export interface RecordEvidence {
  readonly record: "backup" | "restore" | "unchanged-up";
  readonly when: string;
}

/** What a run has to show besides its report. */
export interface Evidence {
  /** Empty where the run knows addresses only; the report's parts are then all there is. */
  readonly parts: readonly EvidencePart[];
  /** What the rules found, or the sentence that says why they say nothing here. */
  readonly rules: RuleEvidence | string;
  /** What the record of runs tells, or why there is none. */
  readonly records: readonly RecordEvidence[] | string;
  /** The version of GovStack's specification that each block's suite was written from. */
  readonly specifications: Readonly<Partial<Record<Block, string>>>;
}
