import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import { type InstalledRelease, type Jump, judgeJumps } from "../../deploy/upgrade/judge-jumps.ts";
import type { OpenedStack } from "../open-stack.ts";
import { refuseIssues } from "../refuse-issues.ts";
import type { Terminal } from "../terminal.ts";

const FILE = "releases.json";

/**
 * The parts that go to another release than that of their data on this machine. Ends the command with exit code 2 where
 * no way leads there.
 */
export function refuseLocalJumps(
  terminal: Terminal,
  opened: Pick<OpenedStack, "stack" | "loaded">,
  folder: string,
  options: { readonly json: boolean },
): readonly Jump[] {
  const { jumps, issues } = judgeJumps(opened.stack, readLocalReleases(folder));
  refuseIssues(terminal, opened, issues, options);
  return jumps;
}

/** Writes down, in one step, the releases whose data a stack's folder has. */
export function writeLocalReleases(folder: string, releases: readonly InstalledRelease[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${FILE}.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(releases, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, FILE));
}

/** The releases of a stack's parts on this machine: our servers, which run here. */
export function localReleases({ parts }: Stack): InstalledRelease[] {
  return parts
    .filter(({ external }) => external === undefined)
    .map(({ name, product, release }) => ({ part: name, product: product.id, release: release.version }));
}

function readLocalReleases(folder: string): InstalledRelease[] {
  try {
    const releases: unknown = JSON.parse(readFileSync(join(folder, FILE), "utf8"));
    return Array.isArray(releases) ? releases : [];
  } catch {
    return [];
  }
}
