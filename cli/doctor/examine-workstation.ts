import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { execa } from "execa";
import type { Stack } from "../../charts/spi/index.ts";
import { parseImage } from "../../constructs/image-reference.ts";
import { listImages } from "../../constructs/images.ts";
import { EngineRefusal } from "../../deploy/engine.ts";
import { chooseStateUrl, withoutCredentials } from "../../deploy/pulumi/state-url.ts";
import { findProvider, findPulumi } from "../../deploy/pulumi/tools.ts";
import { isOwnImage } from "../images/describe-images.ts";
import type { TargetFlags } from "../target-options.ts";
import {
  type FoundEngine,
  judgeAuthorities,
  judgeDisk,
  judgeEngine,
  judgeFolder,
  judgeNode,
  judgePlugin,
  judgeProxy,
  judgeRegistry,
  judgeState,
} from "./judge-workstation.ts";
import { type Judgement, judged } from "./judgement.ts";
import { reachRegistry } from "./reach-registry.ts";

const VERSION_LIMIT_MS = 15_000;

/** Looks at this machine, and at the registries of the stack's images as it reaches them. */
export async function examineWorkstation(
  env: NodeJS.ProcessEnv,
  flags: TargetFlags,
  stack: Stack | undefined,
): Promise<Judgement[]> {
  const folder = existingFolder(flags.data);
  const here = [
    judgeNode(process.version),
    judgeFolder(flags.data, whyNotWritable(folder)),
    judgeDisk(flags.data, freeBytes(folder)),
  ];
  // Parts of this machine need neither an engine nor images.
  if (flags.target === "local") return here;
  const state = stack === undefined ? [] : [judgeState(placeOfState(flags, stack))];
  return [
    ...here,
    judgeEngine(await readEngine(env)),
    judgePlugin(findProvider(env)),
    ...state,
    ...[judgeProxy(env), judgeExtraAuthorities(env)].filter((one) => one !== undefined),
    ...(stack === undefined ? [] : await examineRegistries(env, stack)),
  ];
}

async function examineRegistries(env: NodeJS.ProcessEnv, stack: Stack): Promise<Judgement[]> {
  const images = (await listImages(stack)).filter(({ installed }) => !isOwnImage(installed));
  const hosts = [...new Set(images.map(({ installed }) => parseImage(installed).registry))];
  if (hosts.length === 0) return [judged("registry", "pass", "registry-unneeded")];
  return Promise.all(hosts.map(async (host) => judgeRegistry(await reachRegistry(host, env))));
}

async function readEngine(env: NodeJS.ProcessEnv): Promise<FoundEngine> {
  const path = findPulumi(env);
  if (path === undefined) return "missing";
  const { stdout, failed } = await execa(path, ["version"], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    reject: false,
    timeout: VERSION_LIMIT_MS,
    stdin: "ignore",
  });
  return { path, version: failed ? undefined : /v?\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] };
}

function placeOfState(flags: TargetFlags, { environment }: Stack): { url: string } | { refused: string } {
  try {
    const { state: stateUrl, localState, data: dataFolder } = flags;
    const url = chooseStateUrl({ stateUrl, localState: localState === true, dataFolder, environment });
    return { url: withoutCredentials(url) };
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    return { refused: error.message };
  }
}

function judgeExtraAuthorities(env: NodeJS.ProcessEnv): Judgement | undefined {
  const file = env["NODE_EXTRA_CA_CERTS"];
  return judgeAuthorities(file, file ? readText(file) : undefined);
}

/** The folder, or the nearest one above that is there already. */
function existingFolder(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) ? path : existingFolder(dirname(path));
}

function whyNotWritable(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
