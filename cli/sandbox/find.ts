import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ClusterChoice } from "../../deploy/cluster/kubeconfig.ts";
import { readSandbox, sandboxFolder } from "./folder.ts";
import { checkName, type PlaceFlags, readTarget } from "./sandbox-flags.ts";

/** Where a sandbox is looked for. */
export interface Found {
  readonly name: string;
  /** Its folder on this machine, whether it is there or not. */
  readonly folder: string;
  readonly target: "local" | "cluster";
  readonly choice: ClusterChoice;
}

/**
 * Where the sandbox of that name is: as the flags say, else as this machine remembers, else in the cluster where there
 * is a kubeconfig.
 */
export function findSandbox(given: string, flags: PlaceFlags): Found {
  const name = checkName(given);
  const folder = sandboxFolder(flags.data, name);
  const record = readSandbox(folder);
  const target = readTarget(flags) ?? record?.target ?? (hasKubeconfig(flags) ? "cluster" : "local");
  const choice = {
    kubeconfig: flags.kubeconfig ?? record?.kubeconfig,
    context: flags.context ?? record?.context,
  };
  return { name, folder, target, choice };
}

/** Whether there is a kubeconfig to find a cluster by; what it says is not looked at. */
export function hasKubeconfig(flags: PlaceFlags): boolean {
  if (flags.kubeconfig !== undefined || flags.context !== undefined) return true;
  return process.env["KUBECONFIG"] !== undefined || existsSync(join(homedir(), ".kube/config"));
}
