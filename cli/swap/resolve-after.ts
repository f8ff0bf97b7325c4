import type { StackImages } from "../../charts/spi/index.ts";
import { checkRules } from "../../constructs/rules/check-rules.ts";
import { synthStack } from "../../constructs/synth.ts";
import type { Issue } from "../../profiles/issue.ts";
import { loadProfile } from "../../profiles/load.ts";
import { resolveStack } from "../../profiles/resolve.ts";
import { overlay, type Swap } from "../../profiles/swap.ts";
import type { OpenedStack } from "../open-stack.ts";
import { readProfileFile } from "../read-file.ts";
import { violationIssues } from "../rules/rule-issues.ts";
import type { StackVersion } from "./stack-version.ts";

/** What a changed profile says. */
export interface Outcome {
  /** Absent where the parts do not fit together; there also where only exemptions are wanting. */
  readonly version?: StackVersion;
  /** Whether `plan` and `up` would take the profile. */
  readonly holds: boolean;
  /** Those that the profile did not have before. */
  readonly issues: readonly Issue[];
  /** The texts that the issues point into, the changed one among them. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What the profile before the swap gives to the one after it. */
export interface Before extends Pick<OpenedStack, "catalog" | "warnings"> {
  /** Of the lock file, which stays the same: images that are new have no digest in it. */
  readonly digests: StackImages["digests"];
}

/** Resolves the changed profile from its text and makes its manifests, as `plan` would once it is written. */
export async function resolveAfter({ catalog, warnings, digests }: Before, swap: Swap): Promise<Outcome> {
  const loaded = loadProfile(swap.file, overlay(readProfileFile, swap.file, swap.after));
  const { sources } = loaded;
  if (!loaded.ok) return { holds: false, issues: loaded.issues, sources };
  const resolved = resolveStack(loaded.value, catalog, new Date().toISOString().slice(0, 10));
  const known = new Set(warnings.map(saidOf));
  const all = resolved.ok ? resolved.warnings : resolved.issues;
  const issues = all.filter((issue) => !known.has(saidOf(issue)));
  const found = resolved.ok ? resolved.value : resolved.ungranted;
  if (found === undefined) return { holds: false, issues, sources };
  const stack = { ...found, images: { ...found.images, digests } };
  const manifests = await synthStack(stack);
  const broken = violationIssues(checkRules(manifests, { stack }), stack);
  return {
    version: { stack, manifests },
    holds: resolved.ok && broken.length === 0,
    issues: [...issues, ...broken],
    sources,
  };
}

const saidOf = ({ code, params }: Issue): string => JSON.stringify([code, params]);
