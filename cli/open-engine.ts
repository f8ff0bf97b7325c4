import { hostname, userInfo } from "node:os";
import type { Engine } from "../deploy/engine.ts";
import type { PulumiEngineOptions } from "../deploy/pulumi/run.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { OpenedStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";
import { VERSION } from "./version.ts";

/** The engine that the flags name; each is loaded only when it is wanted. */
export async function openEngine(opened: OpenedStack, flags: TargetFlags): Promise<Engine> {
  if (flags.target === "local") {
    const { createLocalEngine } = await import("../deploy/local/local-engine.ts");
    return createLocalEngine(flags.data);
  }
  if (flags.target !== "cluster") throw new UsageError(say.target.unknown(flags.target), say.target.known);
  const { createPulumiEngine } = await import("../deploy/pulumi/pulumi-engine.ts");
  if (process.stdin.isTTY === true) await offerTools();
  return createPulumiEngine(pulumiOptions(opened, flags));
}

/** What the engine of a cluster is made with. */
export function pulumiOptions(opened: OpenedStack, flags: TargetFlags): PulumiEngineOptions {
  return {
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.state === undefined ? {} : { stateUrl: flags.state }),
    localState: flags.localState === true,
    dataFolder: flags.data,
    environment: opened.stack.environment,
    profileHash: opened.hash,
    toolVersion: VERSION,
    user: `${userInfo().username}@${hostname()}`,
  };
}

/** First use: what deploying needs and this machine lacks is fetched, after asking; without a terminal the engine says the command. */
async function offerTools(): Promise<void> {
  const { fetchTools } = await import("../deploy/pulumi/tools.ts");
  const ask = async (question: string): Promise<boolean> => {
    const { default: inquirer } = await import("inquirer");
    const answer = await inquirer.prompt<{ fetch: boolean }>([
      { type: "confirm", name: "fetch", message: question, default: true },
    ]);
    return answer.fetch;
  };
  await fetchTools(process.env, ask);
}
