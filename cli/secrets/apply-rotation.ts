import { join } from "node:path";
import type { Manifest } from "../../charts/spi/index.ts";
import type { Deployment, Engine, UpOptions } from "../../deploy/engine.ts";
import { checkDeployment } from "../check-deployment.ts";
import { EXIT, Exit } from "../exit.ts";
import { recordChecks } from "../history/record-checks.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { createProgress } from "../ui/progress.ts";

/** The stack whose secrets are made anew, from the question on. */
export interface RotatedStack {
  readonly opened: OpenedStack;
  readonly manifests: readonly Manifest[];
  readonly engine: Engine;
  readonly flags: TargetFlags;
  readonly signal: AbortSignal;
}

/** Which checks follow a rotation, and what their report is called. */
interface CheckedParts {
  readonly name: string;
  readonly parts: readonly string[];
  readonly readsOnly?: true;
}

/** Has the engine make the secrets anew, and shows how the parts take it; `stopped` is said where it does not get there. */
export async function applyRotation(
  terminal: Terminal,
  { opened: { stack }, manifests, engine, signal }: RotatedStack,
  change: Pick<UpOptions, "rotate" | "succession">,
  stopped: string,
): Promise<Deployment> {
  const progress = createProgress(terminal, stack.parts);
  try {
    return await engine.up(stack, manifests, { onEvent: progress.event, signal, ...change });
  } catch (error) {
    terminal.talk(stopped);
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    throw error;
  } finally {
    progress.done();
  }
}

/** Runs the checks of some parts, which stand in the record with the rotation. Whether all is well. */
export function checkRotated(
  terminal: Terminal,
  { opened, engine, flags, signal }: RotatedStack,
  deployment: Deployment,
  { name, ...which }: CheckedParts,
): Promise<boolean> {
  const { stack, catalog } = opened;
  const folder = join(flags.data, stack.name);
  return checkDeployment(terminal, {
    stack,
    catalog,
    deployment,
    engine: engine.kind,
    // The report of the whole stack stays the last one that `status` tells of.
    reports: join(folder, "reports", `rotation-${name}`),
    allowWrites: false,
    ...which,
    signal,
    json: false,
    onReport: (report) =>
      recordChecks(terminal, opened, flags, folder, report, { after: "secrets rotate", partial: true }),
  });
}
