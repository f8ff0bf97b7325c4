import type { Span } from "../charts/spi/index.ts";
import type { Read } from "./decode.ts";
import { readChain, type Sources } from "./extends.ts";
import { type Issue, sortIssues } from "./issue.ts";
import { keySpanOf, type Located, type Path, plainValue, spanOf } from "./located.ts";
import { salvage } from "./salvage.ts";
import { type Profile, profileShape } from "./schema.ts";
import { parseLocated } from "./schema-issues.ts";
import { readSeeds } from "./seeds.ts";

/** A profile with the places its values came from. */
export interface LoadedProfile {
  readonly value: Profile;
  /** The values as they were written, each with its place. */
  readonly root: Located;
  /** The place of the value at a path, or of the key of the nearest value above it. */
  readonly spanOf: (path: Path) => Span;
  /** The place of the key at a path, or of the nearest above it. */
  readonly keySpanOf: (path: Path) => Span;
  /** The text of each file that was read, by path. */
  readonly sources: ReadonlyMap<string, string>;
  /** The parsed seed documents, by part. */
  readonly seeds: ReadonlyMap<string, unknown>;
}

/** What loading gives: a `Result`, and also where it fails the texts that its issues point into. */
export type LoadResult =
  | {
      readonly ok: true;
      readonly value: LoadedProfile;
      readonly warnings: readonly Issue[];
      readonly sources: ReadonlyMap<string, string>;
    }
  | {
      readonly ok: false;
      readonly issues: readonly Issue[];
      readonly sources: ReadonlyMap<string, string>;
      /** The profile without its faults, for `checkNames`, which finds more of them in the same go. */
      readonly salvaged?: LoadedProfile;
    };

/**
 * Loads a profile with all that it extends and its seeds. Reading is the caller's: no clock, network or file system
 * is touched, and no input makes it throw. All issues come at once, in the order of files and lines.
 */
export function loadProfile(path: string, read: Read): LoadResult {
  const sources: Sources = new Map();
  const chain = readChain(path, read, sources);
  const { root } = chain;
  if (root === undefined) return { ok: false, issues: sortIssues(chain.issues), sources };
  const parsed = parseLocated(profileShape, root, plainValue(root));
  const faults = "faults" in parsed ? parsed.faults : [];
  const { seeds, issues } = readSeeds(root, read);
  const all = [
    ...chain.issues,
    ...faults.map((fault) => fault.issue).filter(isTrue(chain.issues)),
    ...issues,
  ];
  if ("value" in parsed && all.length === 0) {
    return { ok: true, value: loadedFrom(parsed.value, root, sources, seeds), warnings: [], sources };
  }
  const rest = salvage(root, faults);
  const salvaged = rest === undefined ? {} : { salvaged: loadedFrom(rest.value, rest.root, sources, seeds) };
  return { ok: false, issues: sortIssues(all), sources, ...salvaged };
}

/** Where a profile below could not be read, what is missing at the top may well be in that one. */
function isTrue(chain: readonly Issue[]): (issue: Issue) => boolean {
  return ({ code }) => code !== "CS1103" || chain.length === 0;
}

function loadedFrom(
  value: Profile,
  root: Located,
  sources: Sources,
  seeds: ReadonlyMap<string, unknown>,
): LoadedProfile {
  const spans = { spanOf: (at: Path) => spanOf(root, at), keySpanOf: (at: Path) => keySpanOf(root, at) };
  return { value, root, sources, seeds, ...spans };
}
