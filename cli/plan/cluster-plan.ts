import type { Change } from "../../deploy/engine.ts";
import type { RulesSummary } from "../rules/summarize-rules.ts";

/** One field of an object as a plan shows it; what is secret is covered. */
export interface PlannedField {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What would happen to one object. */
export interface PlannedChange {
  readonly part: string;
  readonly id: string;
  readonly action: Exclude<Change["action"], "same">;
  readonly fields: readonly PlannedField[];
  /** It leaves the stack and stays in the cluster, because it holds data. */
  readonly stays?: true;
}

/** What happens to the pods of a part: the gravest of what its objects go through, in this order. */
export const TOUCHES = [
  "removed",
  "swapped",
  "new",
  "recreated",
  "restarted",
  "scaled",
  "chart",
  "operated",
  "adjusted",
] as const;
export type Touch = (typeof TOUCHES)[number];

/** A part that a plan touches. */
export interface TouchedPart {
  readonly part: string;
  readonly how: Touch;
  /** `PRODUCT RELEASE`, as it is and as it would be; absent where there is none. */
  readonly before?: string;
  readonly after?: string;
  /** Whether it does not answer for a while. */
  readonly interrupted: boolean;
  /** How many of its objects are created, updated, made anew and removed. */
  readonly objects: number;
  /** The jobs that run for it, or run again. */
  readonly jobs: readonly string[];
}

/** A part that goes to another release, and the jobs that bring its data into the newer form while it is stopped. */
export interface PlannedUpgrade {
  readonly part: string;
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly jobs: readonly string[];
}

/**
 * What becomes of something that is stored: it is gone (`lost`), made anew and empty (`emptied`), made anew with what
 * it holds (`remade`), decided by an operator or a chart that nobody examined (`unexamined`), stays and is used no
 * longer (`left`), stays as it is though its maker is another one (`kept`), or stays and another product gets it
 * (`taken-over`).
 */
export type Fate = "lost" | "emptied" | "remade" | "unexamined" | "left" | "kept" | "taken-over";

/** Something stored that a plan touches. */
export interface DataAtStake {
  readonly part: string;
  /** `KIND NAMESPACE/NAME`. */
  readonly object: string;
  readonly fate: Fate;
  /** Its size, or the keys of a Secret; empty where nothing is known. */
  readonly detail: string;
  /** Whether `up` does it only when it is told that this part's data may be lost. */
  readonly loses: boolean;
  /** Whether it was told so. */
  readonly allowed: boolean;
}

/** What pods ask for, in millicores and bytes. */
export interface Requests {
  readonly pods: number;
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
}

/** A part's requests; a side is absent where the part is not there. */
export interface RequestsRow {
  readonly part: string;
  readonly before?: Requests;
  readonly after?: Requests;
  /** Whether what a chart or an operator makes of it is taken from its product's description. */
  readonly described: boolean;
}

/** A pod that the nodes cannot hold. */
export interface NoRoom {
  readonly part: string;
  /** `NAMESPACE/NAME`. */
  readonly pod: string;
  readonly cpu: number;
  readonly memory: number;
  readonly why: readonly { readonly reason: string; readonly nodes: number; readonly detail: string }[];
}

/** Whether the nodes hold what would run. */
export interface RoomJudgement {
  /** How many nodes there are; 0 with `isKnown` false, where this user may not list them. */
  readonly nodes: number;
  readonly isKnown: boolean;
  readonly pods: number;
  readonly left: { readonly cpu: number; readonly memory: number };
  readonly misfits: readonly NoRoom[];
  /** Parts of which more pods may come than are counted. */
  readonly unexamined: readonly string[];
}

/** Ways that a plan opens. */
export interface OpenedWays {
  /** Links past the mediator that pods may use from now on. */
  readonly direct: readonly {
    readonly from: string;
    readonly to: string;
    readonly port: string;
    readonly reason: string;
  }[];
  /** Addresses outside the cluster that a part's pods may call from now on. */
  readonly egress: readonly { readonly part: string; readonly address: string; readonly ports: string }[];
  /** Host names at which parts are reached from outside from now on. */
  readonly exposed: readonly { readonly host: string; readonly part: string }[];
}

/** A deviation from the security rules that the profile grants. */
export interface PlannedExemption {
  readonly part: string;
  readonly workload: string;
  readonly rule: string;
  /** Who grants it until which day; absent where it is the environment that does. */
  readonly owner?: string;
  readonly expires?: string;
  /** Whether what is there has it not. */
  readonly isNew: boolean;
}

/** Where the images come from. */
export interface MirroredImages {
  /** The profile's registry; absent where it names none. */
  readonly registry?: string;
  readonly images: number;
  /** Those that do not come from there. */
  readonly past: readonly { readonly image: string; readonly registry: string; readonly isNew: boolean }[];
}

/** Nodes of one size, and what they cost in a month. */
export interface NodeCost {
  readonly size: string;
  readonly nodes: number;
  readonly compute: number;
  readonly storage: number;
  readonly total: number;
}

/** What would be paid in a month by a table of prices. */
export interface CostEstimate {
  readonly currency: string;
  /** Where the prices are from, a sentence. */
  readonly source: string;
  /** The share of a node that pods may ask for. */
  readonly usable: number;
  /** Absent where nothing is there, or no size holds the largest pod. */
  readonly before?: NodeCost;
  readonly after?: NodeCost;
}

/** What `up` would do to a stack in a cluster. */
export interface ClusterPlan {
  readonly stack: string;
  readonly environment: string;
  readonly size: string;
  /** The kubeconfig's context, where one was given. */
  readonly context?: string;
  readonly counts: Readonly<Record<Change["action"], number>>;
  readonly parts: readonly TouchedPart[];
  readonly upgrades: readonly PlannedUpgrade[];
  readonly data: readonly DataAtStake[];
  /** Parts that have data of which nobody has said how they are backed up. */
  readonly notBackedUp: readonly string[];
  readonly requests: {
    readonly parts: readonly RequestsRow[];
    readonly before: Requests;
    readonly after: Requests;
  };
  readonly room: RoomJudgement;
  readonly ways: OpenedWays;
  readonly exemptions: readonly PlannedExemption[];
  readonly rules: RulesSummary;
  readonly images: MirroredImages;
  readonly cost: CostEstimate;
  readonly changes: readonly PlannedChange[];
}

/** Whether a plan changes anything at all. */
export function hasChanges({ changes }: ClusterPlan): boolean {
  return changes.length > 0;
}

/** What a plan would lose without having been allowed to. */
export function refusedLosses({ data }: ClusterPlan): readonly DataAtStake[] {
  return data.filter(({ loses, allowed }) => loses && !allowed);
}
