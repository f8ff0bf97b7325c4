import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import provider from "@pulumi/kubernetes/package.json" with { type: "json" };
import { EngineRefusal } from "../engine.ts";
import { asCommand, createEngineProcess } from "./engine-process.ts";

/** The versions that belong together: the engine's, and that of its Kubernetes plug-in, which the package pins. */
export const ENGINE_VERSION = "3.255.0";
export const PROVIDER_VERSION: string = provider.version;
const PLUGIN = "pulumi-resource-kubernetes";

/** The programs that deploying needs. */
export interface Tools {
  /** Path of the engine's program. */
  readonly pulumi: string;
  /** Path of the Kubernetes plug-in. */
  readonly provider: string;
}

/** Pulumi's folder: PULUMI_HOME, else `~/.pulumi`. */
export function pulumiHome(env: NodeJS.ProcessEnv): string {
  return env["PULUMI_HOME"] || join(homedir(), ".pulumi");
}

/** The engine: COUNTRY_STACK_PULUMI, else on PATH, else in Pulumi's folder, where its installer puts it. */
export function findPulumi(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["COUNTRY_STACK_PULUMI"];
  if (named) return isProgram(named) ? named : undefined;
  const home = pulumiHome(env);
  return findIn(
    [...pathFolders(env), join(home, "bin"), join(home, "versions", ENGINE_VERSION, "bin")],
    "pulumi",
  );
}

/** The Kubernetes plug-in: on PATH, which the engine prefers, else among the plug-ins of Pulumi's folder. */
export function findProvider(env: NodeJS.ProcessEnv): string | undefined {
  const plugins = join(pulumiHome(env), "plugins", `resource-kubernetes-v${PROVIDER_VERSION}`);
  return findIn([...pathFolders(env), plugins], PLUGIN);
}

/** Finds both programs, or refuses with the command that fetches the one that is missing. */
export function requireTools(env: NodeJS.ProcessEnv): Tools {
  const pulumi = findPulumi(env);
  if (pulumi === undefined) {
    throw new EngineRefusal(
      env["COUNTRY_STACK_PULUMI"]
        ? `COUNTRY_STACK_PULUMI names no program: ${env["COUNTRY_STACK_PULUMI"]}`
        : `the deployment engine pulumi ${ENGINE_VERSION} is not on PATH; type: curl -fsSL https://get.pulumi.com | sh -s -- --version ${ENGINE_VERSION}`,
    );
  }
  const provider = findProvider(env);
  if (provider === undefined) {
    throw new EngineRefusal(
      `the engine's Kubernetes plug-in ${PROVIDER_VERSION} is missing; type: pulumi plugin install resource kubernetes v${PROVIDER_VERSION}`,
    );
  }
  return { pulumi, provider };
}

/**
 * Fetches what is missing of the two programs, by Pulumi's own installer and only where `ask` agrees; `ask` gets a
 * sentence that says what would be fetched from where. Refuses where it does not agree.
 */
export async function fetchTools(
  env: NodeJS.ProcessEnv,
  ask: (question: string) => Promise<boolean>,
): Promise<Tools> {
  const home = pulumiHome(env);
  const load = () => import("@pulumi/pulumi/automation/index.js");
  if (findPulumi(env) === undefined) {
    if (!(await ask(`Fetch pulumi ${ENGINE_VERSION} from get.pulumi.com into ${home}?`))) requireTools(env);
    const { PulumiCommand } = await load();
    // Without a version it takes the library's own, which is the engine's.
    await PulumiCommand.install({ root: join(home, "versions", ENGINE_VERSION) });
  }
  if (findProvider(env) === undefined) {
    if (!(await ask(`Fetch the Kubernetes plug-in ${PROVIDER_VERSION} of pulumi into ${home}?`)))
      requireTools(env);
    const { LocalWorkspace } = await load();
    const engine = createEngineProcess(findPulumi(env) ?? "pulumi", { PULUMI_SKIP_UPDATE_CHECK: "true" });
    const pulumiCommand = asCommand(engine, ENGINE_VERSION);
    const workspace = await LocalWorkspace.create({ pulumiCommand, pulumiHome: home });
    await workspace.installPlugin("kubernetes", `v${PROVIDER_VERSION}`, "resource");
  }
  return requireTools(env);
}

function pathFolders(env: NodeJS.ProcessEnv): string[] {
  return (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
}

function findIn(folders: readonly string[], name: string): string | undefined {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return folders.map((folder) => join(folder, file)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
