import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { copyPackages } from "./copy-packages.ts";
import { PACKAGE_ROOT } from "./own-package.ts";
import { traceModules } from "./trace-modules.ts";

/** What was written. */
export interface App {
  readonly files: number;
  readonly bytes: number;
  /** Our own modules among the files, relative to the folder of the compiled files. */
  readonly modules: readonly string[];
}

/**
 * Writes what the image holds in `/app`: the launcher, the compiled files and the packages that pods load, licences.
 * Readable by any user, whatever this process's umask.
 */
export function writeApp(folder: string, compiled: string): App {
  const { files, packages } = traceModules(compiled);
  mkdirSync(join(folder, "cli"), { recursive: true });
  cpSync(join(PACKAGE_ROOT, "cli/country-stack.cjs"), join(folder, "cli/country-stack.cjs"));
  for (const file of files) cpSync(join(compiled, file), join(folder, "dist", file));
  for (const licence of ["LICENSE", "NOTICE"]) {
    if (existsSync(join(PACKAGE_ROOT, licence))) cpSync(join(PACKAGE_ROOT, licence), join(folder, licence));
  }
  writeFileSync(join(folder, "package.json"), ownManifest());
  copyPackages(packages, PACKAGE_ROOT, folder);
  return { ...openToAll(folder), modules: files };
}

/** Our package.json without scripts and dependencies, which mean nothing in the image. */
function ownManifest(): string {
  const { name, version, license, type } = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"),
  );
  return `${JSON.stringify({ name, version, license, type }, null, 2)}\n`;
}

function openToAll(folder: string): Omit<App, "modules"> {
  let files = 0;
  let bytes = 0;
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
    if (!entry.isFile()) continue;
    files += 1;
    bytes += statSync(path).size;
  }
  return { files, bytes };
}
