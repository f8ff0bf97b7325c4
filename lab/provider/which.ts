import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findOnPath } from "../can-host.ts";

/** The provider that a Pulumi engine would start for Kubernetes resources. */
export interface FoundProvider {
  kind: "real" | "stand-in";
  /** The executable; its folder belongs on the engine's PATH. */
  path: string;
  version: string;
}

/** The version of the real provider that the stand-in stands in for. */
export const standInVersion = "4.34.2";

const program = "pulumi-resource-kubernetes";
const standIn = join(import.meta.dirname, "bin", program);

/** Finds the real provider on PATH or among the plug-ins of PULUMI_HOME, and where there is none the stand-in. */
export function findProvider(env: NodeJS.ProcessEnv): FoundProvider {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== dirname(standIn));
  const onPath = findOnPath(program, folders.join(delimiter));
  if (onPath !== undefined) return { kind: "real", path: onPath, version: askVersion(onPath) };
  const home = env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const installed = findOnPath(program, join(home, "plugins", `resource-kubernetes-v${standInVersion}`));
  if (installed !== undefined) return { kind: "real", path: installed, version: standInVersion };
  return { kind: "stand-in", path: standIn, version: standInVersion };
}

function askVersion(path: string): string {
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 5000 });
  return /\d+\.\d+\.\d+\S*/.exec(stdout ?? "")?.[0] ?? "unknown";
}
