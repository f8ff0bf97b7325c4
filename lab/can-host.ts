import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether this machine can run the lab, and if not, one sentence that says why. */
export type Hosting = { ok: true } | { ok: false; reason: string };

/** What the lab is built and run with, and where it comes from when it is missing. */
const neededTools = ["go", "openssl", "tar", "ldd"];

/**
 * Tells whether this machine can host the lab: Linux, root, a Go toolchain, and a way to get Debian's packages.
 * Starts nothing and asks no network, so that a test can call it to skip aloud.
 */
export function canHost(): Hosting {
  if (process.platform !== "linux") return no(`it needs Linux and this is ${process.platform}`);
  if (process.getuid?.() !== 0) return no("it needs root, for namespaces, mounts and network interfaces");
  const missing = neededTools.filter((tool) => !isOnPath(tool));
  if (missing.length > 0) return no(`${missing.join(", ")} not found on PATH`);
  if (!isOnPath("containerd") && !isOnPath("apt-get"))
    return no("containerd is missing and there is no apt-get");
  return { ok: true };
}

/** Whether a program of this name can be started. `path` is a PATH-like list, by default this process's own. */
function isOnPath(name: string, path = process.env["PATH"] ?? ""): boolean {
  return findOnPath(name, path) !== undefined;
}

/** The first executable file of this name on a PATH-like list. */
export function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function no(reason: string): Hosting {
  return { ok: false, reason: `This machine cannot host the lab: ${reason}.` };
}
