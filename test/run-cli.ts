import { join } from "node:path";
import { execa, type Options } from "execa";

/** The repository. */
export const ROOT = join(import.meta.dirname, "..");

/** What a spawned command said and how it ended. */
export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Spawns the command line as a person would, without a terminal and without colours. */
export async function runCli(args: readonly string[], options: Options = {}): Promise<CliRun> {
  const result = await execa(process.execPath, [join(ROOT, "cli/country-stack.cjs"), ...args], {
    cwd: ROOT,
    reject: false,
    stdin: "ignore",
    ...options,
    env: { NO_COLOR: "1", CI: "true", ...options.env },
  });
  return {
    stdout: String(result.stdout ?? ""),
    stderr: String(result.stderr ?? ""),
    code: result.exitCode ?? -1,
  };
}
