import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiFn, Stack as PulumiStack } from "@pulumi/pulumi/automation/index.js";
import type { DeploymentState } from "./deployment-state.ts";
import { asCommand, createEngineProcess, EngineFailure, type EngineProcess } from "./engine-process.ts";
import { engineUrl, healState } from "./heal-state.ts";
import { makePrivateFolder, type PrivateFolder } from "./private-folder.ts";
import { stateFolder } from "./state-url.ts";
import { ENGINE_VERSION, type Tools } from "./tools.ts";
import { PROJECT } from "./workspace-names.ts";

/** What a workspace is opened with. */
export interface WorkspaceSettings {
  readonly tools: Tools;
  readonly stack: string;
  readonly stateUrl: string;
  /** The environment that gives the engine its passphrase. */
  readonly passphrase: Readonly<Record<string, string>>;
  /** Whether a stack that is not there is not made. */
  readonly existing?: boolean;
}

/** One stack's state, and the engine to work on it; all temporary files are in one private folder. */
export interface Workspace {
  /** False only where an existing stack was asked for and there is none. */
  readonly isThere: boolean;
  /** The stack for updates by this program. */
  stackFor(program: PulumiFn): Promise<PulumiStack>;
  /** The state, with secrets encrypted as they are kept. */
  exportState(): Promise<DeploymentState>;
  /** The state with its secrets readable; in memory only, and never to be written or shown. */
  exportReadable(): Promise<DeploymentState>;
  importState(state: DeploymentState): Promise<void>;
  /** Releases the lock on the state. The caller has made sure that its owner is dead. */
  cancel(): Promise<void>;
  /** Forgets the stack and its history; the state must be empty. */
  remove(): Promise<void>;
  /** Removes the private folder. */
  close(): void;
}

/** Opens the workspace of a stack, making the stack in the state's place where it is not there. */
export async function openWorkspace(settings: WorkspaceSettings): Promise<Workspace> {
  const folder = makePrivateFolder();
  try {
    return await openIn(folder, settings);
  } catch (error) {
    folder.remove();
    throw error;
  }
}

async function openIn(
  { path: folder, remove }: PrivateFolder,
  settings: WorkspaceSettings,
): Promise<Workspace> {
  const { stack } = settings;
  const stateFiles = stateFolder(settings.stateUrl);
  if (stateFiles !== undefined && !stateFiles.startsWith("~")) {
    mkdirSync(stateFiles, { recursive: true, mode: 0o700 });
    healState(stateFiles, stack);
  }
  const work = join(folder, "work");
  mkdirSync(work);
  const env = {
    ...settings.passphrase,
    PULUMI_BACKEND_URL: engineUrl(settings.stateUrl),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    TMPDIR: folder,
  };
  writeFileSync(join(work, "Pulumi.yaml"), `name: ${PROJECT}\nruntime: nodejs\n`);
  const engine = createEngineProcess(settings.tools.pulumi, env);
  const run = (...args: string[]) => engine.run([...args, "--stack", stack], work, {});
  const isThere = await selectStack(engine, work, stack, settings.existing !== true);
  const { LocalWorkspace, Stack } = await import("@pulumi/pulumi/automation/index.js");
  const command = asCommand(engine, ENGINE_VERSION);
  const file = join(folder, "state.json");
  return {
    isThere,
    stackFor: async (program) => {
      const workspace = await LocalWorkspace.create({ workDir: work, pulumiCommand: command, program });
      return Stack.select(stack, workspace);
    },
    exportState: async () => {
      await run("stack", "export", "--file", file);
      return JSON.parse(readFileSync(file, "utf8")) as DeploymentState;
    },
    exportReadable: async () => {
      const { stdout } = await run("stack", "export", "--show-secrets");
      return JSON.parse(stdout) as DeploymentState;
    },
    // Not by way of a file: secrets are readable in what is handed over.
    importState: async (state) => {
      await engine.feed(["stack", "import", "--stack", stack], work, JSON.stringify(state));
    },
    cancel: async () => void (await run("cancel", "--yes")),
    remove: async () => void (await engine.run(["stack", "rm", "--yes", "--force", stack], work, {})),
    close: remove,
  };
}

/** Selects the stack; where it is not there, makes it or answers false. */
async function selectStack(
  engine: EngineProcess,
  work: string,
  stack: string,
  make: boolean,
): Promise<boolean> {
  try {
    await engine.run(["stack", "select", "--stack", stack], work, {});
  } catch (error) {
    if (!(error instanceof EngineFailure) || !/no stack named/.test(error.output)) throw error;
    if (!make) return false;
    await engine.run(["stack", "init", stack], work, {});
  }
  return true;
}
