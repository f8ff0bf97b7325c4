import type { z } from "zod";

type Options = Readonly<Record<string, unknown>>;

/** What becomes of a part's options with another product. */
export interface FittedOptions {
  /** All that the part has afterwards, as it was written or given. */
  readonly kept: Options;
  /** The keys of those that the product does not know or whose values it refuses. */
  readonly dropped: readonly string[];
  /** The keys of those that a person gave; a refusal of these is theirs to hear of. */
  readonly given: readonly string[];
  /** The keys that it must be told and that nobody has told it. */
  readonly missing: readonly string[];
}

/** Keeps of `before` what a product's schema accepts, key by key, lays `given` over it, and names what it misses. */
export function fitOptions(schema: z.ZodType, before: Options, given: Options): FittedOptions {
  const kept: Record<string, unknown> = { ...before, ...given };
  // Each round leaves out a key at least, and what is left out can bring up the next fault.
  for (;;) {
    const { error } = schema.safeParse(kept);
    const keys = new Set((error?.issues ?? []).flatMap(keysOf));
    const refused = [...keys].filter((key) => Object.hasOwn(kept, key) && !Object.hasOwn(given, key));
    if (refused.length === 0) {
      const dropped = Object.keys(before).filter((key) => !Object.hasOwn(kept, key));
      const missing = [...keys].filter((key) => !Object.hasOwn(kept, key));
      return { kept, dropped, given: Object.keys(given), missing };
    }
    for (const key of refused) delete kept[key];
  }
}

/** The options that an issue is about; none where it is about all of them together. */
function keysOf(issue: z.core.$ZodIssue): string[] {
  const [first] = issue.path;
  if (first !== undefined) return [String(first)];
  return issue.code === "unrecognized_keys" ? issue.keys : [];
}
