import { join } from "node:path";
import type { Manifest } from "../../charts/spi/index.ts";
import type { Report } from "../../conformance/result.ts";
import type { Engine } from "../../deploy/engine.ts";
import { checkDeployment } from "../check-deployment.ts";
import { EXIT, Exit } from "../exit.ts";
import { withLocalRun } from "../history/local-runs.ts";
import { recordChecks } from "../history/record-checks.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { createProgress } from "../ui/progress.ts";

/** A stack whose data are back. */
export interface RestoredStack {
  readonly opened: OpenedStack;
  readonly manifests: readonly Manifest[];
  readonly engine: Engine;
  /** Where the reports go. */
  readonly reports: string;
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** The flags of a stack whose runs are recorded; absent for one that stands for a while only. */
  readonly recordedWith?: TargetFlags;
}

/** Brings the parts up on their old data and runs the checks that read, so that the data stay as they were. */
export async function startRestored(terminal: Terminal, restored: RestoredStack): Promise<boolean> {
  const { opened, manifests, engine, reports, signal, json, recordedWith: flags } = restored;
  const { stack, catalog } = opened;
  const progress = createProgress(terminal, stack.parts);
  let deployment: Awaited<ReturnType<Engine["up"]>>;
  const bring = () => engine.up(stack, manifests, { onEvent: progress.event, signal });
  const folder = flags === undefined ? undefined : join(flags.data, stack.name);
  const isHere = engine.kind === "local" && folder !== undefined;
  try {
    const run = { what: "up", profileHash: opened.hash } as const;
    deployment = await (isHere ? withLocalRun(folder, run, signal, bring) : bring());
  } finally {
    progress.done();
  }
  try {
    const passed = await checkDeployment(terminal, {
      stack,
      catalog,
      deployment,
      engine: engine.kind,
      reports,
      allowWrites: false,
      readsOnly: true,
      notes: [say.backup.readsOnly],
      signal,
      json,
      ...(flags === undefined || folder === undefined
        ? {}
        : {
            onReport: (report: Report) =>
              recordChecks(terminal, opened, flags, folder, report, { after: "up", partial: true }),
          }),
    });
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    return passed;
  } finally {
    await deployment.close();
  }
}
