import { type Deployment, type Engine, EngineRefusal } from "../deploy/engine.ts";
import type { UpRun } from "./bring-up.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { withLocalRun } from "./history/local-runs.ts";
import { localRunPlan } from "./history/run-plan.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";
import { createProgress } from "./ui/progress.ts";
import { localReleases, writeLocalReleases } from "./upgrade/local-releases.ts";

/** Brings the parts up and shows how they come; wrong use where this machine cannot run one of them. */
export async function startParts(
  terminal: Terminal,
  engine: Engine,
  run: UpRun,
  signal: AbortSignal,
): Promise<Deployment> {
  const { stack } = run.opened;
  const progress = createProgress(terminal, stack.parts);
  const { losing = [], upgrade, plan } = run;
  const known = { ...(upgrade === undefined ? {} : { upgrade }), ...(plan === undefined ? {} : { plan }) };
  const bring = () => engine.up(stack, run.manifests, { onEvent: progress.event, signal, losing, ...known });
  try {
    return await (engine.kind === "local" ? bringHere(run, signal, bring) : bring());
  } catch (error) {
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    const foreign = stack.parts.some(({ product, external }) => !product.reference && !external);
    if (error instanceof EngineRefusal && engine.kind === "local" && foreign)
      throw new UsageError(error.message, say.up.substituteHint);
    throw error;
  } finally {
    progress.done();
  }
}

/** On this machine there is no cluster that remembers runs and releases: they are written into the stack's folder. */
async function bringHere(
  { opened, folder, plan }: UpRun,
  signal: AbortSignal,
  bring: () => Promise<Deployment>,
): Promise<Deployment> {
  const known = { profileHash: opened.hash, plan: plan ?? localRunPlan(opened.stack, []) };
  const deployment = await withLocalRun(folder, { what: "up", ...known }, signal, bring);
  writeLocalReleases(folder, localReleases(opened.stack));
  return deployment;
}
