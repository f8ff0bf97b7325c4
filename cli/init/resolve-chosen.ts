import type { Product, Stack } from "../../charts/spi/index.ts";
import { type Issue, sortIssues } from "../../profiles/issue.ts";
import { loadProfile } from "../../profiles/load.ts";
import { checkNames, resolveStack } from "../../profiles/resolve.ts";
import type { Chosen, Context } from "./chosen.ts";
import { writeProfile } from "./write-profile.ts";

/** What was chosen as a profile, and what every command would say of it. */
export interface ResolvedChosen {
  readonly text: string;
  readonly sources: ReadonlyMap<string, string>;
  /** Absent where an issue is an error. */
  readonly stack?: Stack;
  readonly issues: readonly Issue[];
}

/** Writes the profile, loads and resolves it as the commands do; nothing touches the disk. */
export function resolveChosen(
  chosen: Chosen,
  { catalog, today }: Context,
  file: string,
  schema: string,
): ResolvedChosen {
  const text = writeProfile(chosen, schema);
  const bytes = new TextEncoder().encode(text);
  const loaded = loadProfile(file, () => ({ bytes }));
  const { sources } = loaded;
  if (!loaded.ok) {
    const names = loaded.salvaged === undefined ? [] : checkNames(loaded.salvaged, catalog);
    return { text, sources, issues: sortIssues([...loaded.issues, ...names]) };
  }
  const resolved = resolveStack(loaded.value, catalog, today);
  if (!resolved.ok) return { text, sources, issues: resolved.issues };
  return { text, sources, issues: resolved.warnings, stack: resolved.value };
}

/**
 * The stack as it is where development grants what is not granted yet, which would hide it in production; nothing
 * where something else stands in its way.
 */
export function wholeStack(chosen: Chosen, context: Context): Stack | undefined {
  const frame = { ...chosen.frame, environment: "development" as const };
  return resolveChosen({ ...chosen, frame }, context, "profile", "").stack;
}

/** A part, perhaps a platform service that the resolver adds, and whether it runs elsewhere. */
export interface InstalledPart {
  readonly name: string;
  readonly product: Product;
  /** The organization's id. */
  readonly owner: string;
  readonly url?: string | undefined;
}

/** The parts of a stack; of one that does not come about those that were chosen. */
export function installedParts(stack: Stack | undefined, chosen: Chosen): readonly InstalledPart[] {
  const all = stack?.parts.map(({ name, product, owner, external }) => ({
    name,
    product,
    owner: owner.id,
    url: external?.url,
  }));
  return all ?? chosen.parts;
}
