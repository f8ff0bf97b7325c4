import type { IssueJson } from "../ui/issues.ts";

/** A product that fills a part, as lists show it. */
export interface PartProduct {
  readonly product: string;
  readonly title: string;
  readonly release: string;
  /** Where it runs, when not in the cluster. */
  readonly url?: string;
}

/**
 * Who uses what the part offers. `after` says where it comes from then: from the part still, from another one or from
 * outside (`by` names it), from nobody; or that nobody asks any more.
 */
export interface Dependant {
  readonly part: string;
  readonly capability: string;
  readonly via: string;
  readonly reason: string;
  readonly after: "served" | "elsewhere" | "unserved" | "not-asked" | "unknown";
  readonly by?: string;
}

/** A role of a use case that the part plays; `after` and `by` say who plays it then, as for a dependant. */
export interface PlayedRole extends Pick<Dependant, "after" | "by"> {
  readonly useCase: string;
  readonly role: string;
}

/** A part that comes or goes with the swap, such as a database. */
export interface MovedPart {
  readonly part: string;
  readonly product: string;
  readonly release: string;
  /** The part for which alone it was added. */
  readonly for?: string;
}

/** A link that comes or goes with the swap. */
export interface MovedLink {
  readonly from: string;
  readonly to: string;
  readonly via: string;
  readonly reason: string;
}

/** What of a claim that stays the new product wants otherwise. Nothing changes a claim, so that `up` fails. */
export type ClaimTrouble = "size" | "class" | "modes";

/**
 * A volume claim and what `up` does with it: `unused` stays in the cluster and nothing mounts it; `taken-over` is
 * mounted by the new product as the old one left it; `new` is empty.
 */
export interface ClaimFate {
  readonly namespace: string;
  readonly name: string;
  readonly part: string;
  /** The product that had it, or has it then. */
  readonly product: string;
  readonly storage: string;
  readonly fate: "unused" | "taken-over" | "new" | "unknown";
  readonly trouble?: ClaimTrouble;
  /** What it would have to be. */
  readonly wanted?: string;
}

/** An object whose volumes are the business of its operator or of Helm: nobody examined what it makes. */
export interface OpaqueObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly part: string;
  readonly fate: "removed" | "stays" | "unknown";
}

/** What becomes of what the part has stored. */
export interface DataFate {
  readonly claims: readonly ClaimFate[];
  /** Secrets that stay and that nothing reads any more: `NAMESPACE/NAME`. */
  readonly secrets: readonly string[];
  readonly opaque: readonly OpaqueObject[];
  /** The seed of the part, which only products that load seeds read. */
  readonly seed?: string;
}

/** A deviation from the security rules that the new product needs, and whether the profile grants it. */
export interface NeededExemption {
  readonly rule: string;
  readonly match: string;
  readonly reason: string;
  readonly granted: boolean;
}

/** An exemption of the profile that nothing needs after the swap. */
export interface IdleExemption {
  readonly rule: string;
  readonly match: string;
}

/** What parts ask of a cluster. */
export interface Requests {
  readonly objects: number;
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
}

/** The requests of a part, or of all parts together; a side is absent where the part is not there, or not known. */
export interface FootprintRow {
  readonly part: string;
  readonly before?: Requests;
  readonly after?: Requests;
}

/** All that a swap means, before anything is changed. */
export interface SwapSummary {
  readonly profile: string;
  readonly stack: string;
  readonly environment: string;
  readonly part: string;
  readonly block: string;
  readonly before: PartProduct;
  readonly after: PartProduct;
  /** Whether `plan` and `up` would take the changed profile, once its images are locked where they have to be. */
  readonly holds: boolean;
  readonly issues: readonly IssueJson[];
  readonly dependants: readonly Dependant[];
  /** Links that go through the part, where it is the mediator. */
  readonly through: readonly MovedLink[];
  readonly roles: readonly PlayedRole[];
  readonly parts: { readonly gone: readonly MovedPart[]; readonly added: readonly MovedPart[] };
  readonly links: { readonly gone: readonly MovedLink[]; readonly added: readonly MovedLink[] };
  readonly data: DataFate;
  readonly exemptions: {
    readonly needed: readonly NeededExemption[];
    readonly idle: readonly IdleExemption[];
  };
  readonly footprint: { readonly parts: readonly FootprintRow[]; readonly total: FootprintRow };
  readonly images: {
    readonly gone: readonly string[];
    readonly added: readonly string[];
    /** Those added for which the lock file has no digest; none where there is no lock file. */
    readonly unlocked: readonly string[];
  };
  readonly edit: {
    readonly file: string;
    readonly inheritedFrom?: string;
    readonly options: {
      readonly kept: readonly string[];
      readonly given: readonly string[];
      readonly dropped: readonly string[];
      readonly missing: readonly MissingOption[];
    };
    readonly dropped: readonly string[];
    readonly overrides: readonly string[];
    readonly diff: string;
    readonly written: boolean;
  };
}

/** An option that the new product must be told. */
export interface MissingOption {
  readonly name: string;
  /** What it is about, in the product's own words; the empty text where it says nothing. */
  readonly description: string;
}
