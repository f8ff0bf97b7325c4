import { join } from "node:path";
import type { Deployment } from "../deploy/engine.ts";
import { runningDeployment } from "./detach.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import { openEngine } from "./open-engine.ts";
import type { OpenedStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";

/** A stack that is up already, and the kind of engine that reaches it; wrong use where it is not up. */
export async function openRunning(
  opened: OpenedStack,
  profile: string,
  flags: TargetFlags,
): Promise<{ readonly deployment: Deployment; readonly engine: string }> {
  const { stack } = opened;
  const engine = await openEngine(opened, flags);
  if (engine.open === undefined) {
    const deployment = runningDeployment(stack, join(flags.data, stack.name), profile);
    return { deployment, engine: engine.kind };
  }
  if (!(await runsInCluster(opened, flags)))
    throw new UsageError(say.test.notInCluster(stack.name), say.test.notInClusterHint(profile));
  return { deployment: await engine.open(stack), engine: engine.kind };
}

async function runsInCluster({ stack }: OpenedStack, flags: TargetFlags): Promise<boolean> {
  const { readClusterStatus } = await import("./cluster-status.ts");
  const { parts } = await readClusterStatus(stack, flags);
  return parts.some(({ state }) => state !== "stopped");
}
