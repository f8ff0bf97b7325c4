import type { Manifest } from "../../charts/spi/index.ts";

/**
 * What `up` would do about a difference: put back what was applied, keep the secret that is there as its own, make
 * another one, or not touch it.
 */
export type UpAnswer = "restores" | "keeps" | "renews" | "leaves";

/** One field of an object that is not as it was applied. */
export interface FieldDrift {
  /** As a person writes it: `spec.template.spec.containers[server].image`. */
  readonly path: string;
  /** The same as a JSON pointer (RFC 6901) into the live object; of a removed field, into what was applied. */
  readonly pointer: string;
  readonly kind: "changed" | "removed" | "added";
  /** What was applied, as text; absent for an added field. A secret is covered. */
  readonly applied?: string;
  /** What is there, as text; absent for a removed field. */
  readonly live?: string;
  /** The field manager that changed it; absent where the cluster keeps no record, as of what was removed. */
  readonly by?: string;
  /** ISO 8601, UTC: when that manager wrote to the object last. */
  readonly when?: string;
  readonly up: UpAnswer;
}

/** One object that is not as it was applied. */
export interface ObjectDrift {
  /** The id of its manifest. */
  readonly id: string;
  readonly part: string;
  /** `missing`: it was applied and is gone; `extra`: it has the stack's labels and was not applied. */
  readonly kind: "changed" | "missing" | "extra";
  /** Of a changed object only. */
  readonly fields: readonly FieldDrift[];
  /** Who made an extra object, where the cluster says so. */
  readonly by?: string;
  /** ISO 8601, UTC: when an extra object was made. */
  readonly when?: string;
  /** What `up` does about a missing or an extra object. */
  readonly up?: "makes" | "takes-in" | "leaves";
}

/** A stack in its cluster, compared with what was applied last. Secret values are in none of it. */
export interface Drift {
  readonly objects: readonly ObjectDrift[];
  /** How many objects were compared. */
  readonly compared: number;
  /** Objects that the server would not compare, each with why; they were compared field by field here. */
  readonly unaided: readonly { readonly id: string; readonly reason: string }[];
  /** Whether objects that were not applied could be looked for: it takes the right to list them in all namespaces. */
  readonly extrasKnown: boolean;
  /** Whether the profile is another one than the one that was applied, so that `up` does more than is said here. */
  readonly profileChanged: boolean;
  /** Parts with contents that were not examined: charts of others. */
  readonly opaque: readonly string[];
  /** The objects as the last `up` left them, for rules to look at. */
  readonly before: readonly Manifest[];
  /** The objects as they are. */
  readonly now: readonly Manifest[];
}
