import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The Go modules that the lab builds from, one folder per family. */
export const goFolder: string = join(import.meta.dirname, "go");

/** Where built programs are kept between labs, outside the repository. */
export function cacheFolder(): string {
  return resolve(process.env["COUNTRY_STACK_LAB_CACHE"] ?? join(homedir(), ".cache/country-stack/lab/bin"));
}

/** Where a running lab keeps all it writes: keys, logs, volumes, containers. `down` removes it whole. */
export function stateFolder(): string {
  return resolve(process.env["COUNTRY_STACK_LAB_STATE"] ?? join(import.meta.dirname, "../.lab"));
}

/** The path of a program that `buildPrograms` builds. */
export function programPath(name: string): string {
  return join(cacheFolder(), name);
}

/** A path inside the state folder. */
export function statePath(...parts: string[]): string {
  return join(stateFolder(), ...parts);
}

/** The administrator's kubeconfig of the lab (mode 0600); there while the lab is. */
export function kubeconfigPath(): string {
  return statePath("kubeconfig");
}

/** containerd's socket. */
export function containerdSocket(): string {
  return statePath("containerd.sock");
}
