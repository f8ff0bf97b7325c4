import { createHash } from "node:crypto";
import { normalize } from "node:path";
import type { Catalog, Environment, Stack } from "../charts/spi/index.ts";
import { errorAt, type Issue, type Result, sortIssues } from "../profiles/issue.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { type LockResult, loadLock } from "../profiles/load-lock.ts";
import { lockFileOf } from "../profiles/lock.ts";
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
  /** What only exemptions would mend, printed too; empty unless it was to be examined all the same. */
  readonly errors: readonly Issue[];
  /** The profile's path, as it was given. */
  readonly path: string;
  readonly loaded: LoadedProfile;
  /** The lock file beside the profile; its digests are in the stack already. Only synthesis asks whether it holds. */
  readonly lock: LockResult;
  /** SHA-256, hexadecimal, over the profile, what it extends, its seeds, and its lock. */
  readonly hash: string;
}

/** How a profile is opened. */
export interface OpenOptions {
  readonly json: boolean;
  /** Stands in for the profile's. */
  readonly environment?: Environment;
  /** Whether a stack that lacks nothing but exemptions is given all the same, to show what they are about. */
  readonly examineUngranted?: true;
  /** Told every issue before the command ends. */
  readonly onRefusal?: (issues: readonly Issue[]) => void;
}

/**
 * Loads and resolves a profile from disk. Prints every issue, to stderr, or with `json` as one object to stdout;
 * ends the command with exit code 2 where any is an error.
 */
export async function openStack(
  path: string,
  terminal: Terminal,
  options: OpenOptions,
): Promise<OpenedStack> {
  const loaded = loadProfile(path, readProfileFile);
  const refuse = (issues: readonly Issue[]): never => {
    options.onRefusal?.(issues);
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
  const examined = stackOf(resolved, options);
  if (examined === undefined) return refuse(resolved.ok ? [] : resolved.issues);
  const issues = [...loaded.warnings, ...(resolved.ok ? resolved.warnings : resolved.issues)];
  if (issues.length > 0 && !options.json) {
    terminal.talk(formatIssues(issues, loaded.sources, { colour: terminal.colour.talk }));
  }
  const warnings = issues.filter(({ severity }) => severity === "warning");
  const errors = issues.filter(({ severity }) => severity === "error");
  const lock = loadLock(lockFileOf(normalize(path)), readProfileFile);
  const stack = withDigests(examined, lock);
  return {
    stack,
    catalog,
    warnings,
    errors,
    path,
    loaded: loaded.value,
    lock,
    hash: hashOf(loaded.value, lock),
  };
}

function stackOf(resolved: Result<Stack>, { examineUngranted }: OpenOptions): Stack | undefined {
  if (resolved.ok) return resolved.value;
  return examineUngranted ? resolved.ungranted : undefined;
}

/** The stack with the digests of a lock that can be read. */
function withDigests(stack: Stack, lock: LockResult): Stack {
  if (lock.state !== "read") return stack;
  const digests = Object.entries(lock.lock.images).map(([image, { digest }]) => [image, digest]);
  return { ...stack, images: { ...stack.images, digests: Object.fromEntries(digests) } };
}

function inEnvironment(loaded: LoadedProfile, environment: Environment | undefined): LoadedProfile {
  return environment === undefined ? loaded : { ...loaded, value: { ...loaded.value, environment } };
}

function hashOf(loaded: LoadedProfile, lock: LockResult): string {
  const hash = createHash("sha256");
  for (const text of loaded.sources.values()) hash.update(text).update("\0");
  for (const [part, seed] of loaded.seeds) hash.update(part).update(JSON.stringify(seed));
  if (lock.state !== "absent") hash.update(lock.text ?? "");
  return hash.digest("hex");
}
