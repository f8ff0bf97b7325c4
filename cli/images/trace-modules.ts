import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The commands that pods run. What only other commands load, such as cdk8s, stays out of the image. */
const POD_COMMANDS: readonly string[] = ["pod", "reference"];

const ENTRY = "cli/main.js";
const STATIC_IMPORT = /^(?:import\s*|(?:import|export)\b[^;"]*?\bfrom\s*)"([^"]+)"/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*"([^"]+)"/g;

/** What the commands of pods load. */
export interface Trace {
  /** Our own compiled files, relative to the folder of the compiled files. */
  readonly files: readonly string[];
  /** The names of the packages that these import. */
  readonly packages: readonly string[];
}

/**
 * Follows the imports of the compiled command line: all that are static, and the dynamic ones of every file but the
 * commands that no pod runs.
 */
export function traceModules(compiled: string): Trace {
  const files = new Set<string>([ENTRY]);
  const packages = new Set<string>();
  // A set may grow while it is walked; what is added is walked too.
  for (const file of files) {
    for (const specifier of importsOf(compiled, file)) {
      if (specifier.startsWith(".")) files.add(posix.join(posix.dirname(file), specifier));
      else if (!specifier.startsWith("node:")) packages.add(packageOf(specifier));
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function importsOf(compiled: string, file: string): string[] {
  if (!file.endsWith(".js")) return [];
  const text = readFileSync(join(compiled, file), "utf8");
  const patterns = loadsLater(file) ? [STATIC_IMPORT, DYNAMIC_IMPORT] : [STATIC_IMPORT];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, specifier]) => specifier ?? ""));
}

/** Whether what the file imports when it is needed is needed in a pod. */
function loadsLater(file: string): boolean {
  const command = /^cli\/commands\/(.+)\.js$/.exec(file)?.[1];
  return file !== ENTRY && (command === undefined || POD_COMMANDS.includes(command));
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
