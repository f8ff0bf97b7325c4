import { createHash } from "node:crypto";
import type { Catalog, Environment, Stack } from "../charts/spi/index.ts";
import { errorAt, type Issue, sortIssues } from "../profiles/issue.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { checkNames, resolveStack } from "../profiles/resolve.ts";
import { EXIT, Exit } from "./exit.ts";
import { openCatalog, shippedCatalog } from "./open-catalog.ts";
import { readProfileFile } from "./read-file.ts";
import type { Terminal } from "./terminal.ts";
import { formatIssues, issuesToJson } from "./ui/issues.ts";

/** A profile that holds: the stack, what it was chosen from, and warnings that have been printed. */
export interface OpenedStack {
  readonly stack: Stack;
  readonly catalog: Catalog;
  readonly warnings: readonly Issue[];
  /** SHA-256, hexadecimal, over the profile, what it extends, and its seeds. */
  readonly hash: string;
}

/**
 * Loads and resolves a profile from disk. Prints every issue, to stderr, or with `json` as one object to stdout;
 * ends the command with exit code 2 where any is an error. `environment` stands in for the profile's.
 */
export async function openStack(
  path: string,
  terminal: Terminal,
  options: { json: boolean; environment?: Environment },
): Promise<OpenedStack> {
  const loaded = loadProfile(path, readProfileFile);
  const refuse = (issues: readonly Issue[]): never => {
    if (options.json) terminal.out(JSON.stringify({ valid: false, issues: issuesToJson(issues) }));
    else terminal.talk(formatIssues(issues, loaded.sources, { colour: terminal.colour.talk }));
    throw new Exit(EXIT.usage);
  };
  if (!loaded.ok) {
    const names = loaded.salvaged === undefined ? [] : checkNames(loaded.salvaged, shippedCatalog);
    return refuse(sortIssues([...loaded.issues, ...names]));
  }
  const { catalog, faults } = await openCatalog(path, loaded.value.value.catalogs);
  const wrongCatalogs = faults.map(({ index, folder, reason }) =>
    errorAt("CS1209", { catalog: folder, reason }, loaded.value.spanOf(["catalogs", index])),
  );
  // Products that a catalog could not give would be reported as unknown, which they may not be.
  if (wrongCatalogs.length > 0) return refuse(wrongCatalogs);
  const profile = inEnvironment(loaded.value, options.environment);
  const resolved = resolveStack(profile, catalog, new Date().toISOString().slice(0, 10));
  if (!resolved.ok) return refuse(resolved.issues);
  const warnings = [...loaded.warnings, ...resolved.warnings];
  if (warnings.length > 0 && !options.json) {
    terminal.talk(formatIssues(warnings, loaded.sources, { colour: terminal.colour.talk }));
  }
  return { stack: resolved.value, catalog, warnings, hash: hashOf(loaded.value) };
}

function inEnvironment(loaded: LoadedProfile, environment: Environment | undefined): LoadedProfile {
  return environment === undefined ? loaded : { ...loaded, value: { ...loaded.value, environment } };
}

function hashOf(loaded: LoadedProfile): string {
  const hash = createHash("sha256");
  for (const text of loaded.sources.values()) hash.update(text).update("\0");
  for (const [part, seed] of loaded.seeds) hash.update(part).update(JSON.stringify(seed));
  return hash.digest("hex");
}
