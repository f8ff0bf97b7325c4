import type { Block } from "./block.ts";

/**
 * A step that brings the data of an older release into the form of a newer one: a command of the newer release, with the
 * part's volumes, while nothing else of the part runs.
 */
export interface Migration {
  /** Lower-case letters, digits and dashes; with the part and the release it names the Job. */
  readonly step: string;
  /** The component whose volumes it works on; absent for the one with the part's own name. */
  readonly component?: string;
  /** The container of that component as which it runs. */
  readonly container: string;
  /** Ends with 0 when all is done, also where it was done before: after a death it is run again. */
  readonly command: readonly string[];
}

/**
 * Whether an entry of a release's `upgradesFrom` means a version: the same one, or one that it begins, number by number.
 * `16` and `16.13` mean 16.13.1; `1.1` does not mean 1.10.
 */
export function meansVersion(entry: string, version: string): boolean {
  return version === entry || version.startsWith(`${entry}.`);
}

/** How our own servers' tables are brought up to date: by the program that serves them, in a folder that nobody uses. */
export function referenceMigration(block: Block): Migration {
  const program = ["node", "/app/cli/country-stack.cjs"];
  return {
    step: "tables",
    container: "server",
    command: [...program, "reference", "migrate", block, "--data", "/data"],
  };
}
