import { join } from "node:path";
import { execa, type Options } from "execa";

/** The repository. */
export const ROOT = join(import.meta.dirname, "..");

const LAUNCHER = join(ROOT, "cli/country-stack.cjs");
const SETTINGS = { cwd: ROOT, reject: false, stdin: "ignore" } as const;
const WITHOUT_TERMINAL = { NO_COLOR: "1", CI: "true" };

/** What a spawned command said and how it ended. */
export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Starts the command line as a person would, without a terminal and without colours, and answers before it ends. */
export function startCli(args: readonly string[], env: Options["env"] = {}) {
  return execa(process.execPath, [LAUNCHER, ...args], {
    ...SETTINGS,
    env: { ...WITHOUT_TERMINAL, ...env },
  });
}

/** Like {@link startCli}, and waits for its end. */
export async function runCli(args: readonly string[], options: Options = {}): Promise<CliRun> {
  const result = await execa(process.execPath, [LAUNCHER, ...args], {
    ...SETTINGS,
    ...options,
    env: { ...WITHOUT_TERMINAL, ...options.env },
  });
  return {
    stdout: String(result.stdout ?? ""),
    stderr: String(result.stderr ?? ""),
    code: result.exitCode ?? -1,
  };
}
