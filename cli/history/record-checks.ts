import type { Report } from "../../conformance/result.ts";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { say } from "../messages/talk-en.ts";
import { pulumiOptions } from "../open-engine.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { addLocalRun, ownRun, reportLocalRun } from "./local-runs.ts";
import { packReport } from "./pack-report.ts";

/** After which kind of run checks ran, and whether not all did. */
export interface RecordedChecks {
  readonly after: RunRecord["what"];
  readonly partial: boolean;
}

/** Keeps what the checks found with the run before them; that it could not be kept is said and no failure of theirs. */
export function recordChecks(
  terminal: Terminal,
  opened: OpenedStack,
  flags: TargetFlags,
  folder: string,
  report: Report,
  { after, partial }: RecordedChecks = { after: "up", partial: false },
): Promise<void> {
  const packed = packReport(report, partial);
  return keep(terminal, flags, {
    here: () => reportLocalRun(folder, packed, after),
    inCluster: async () => {
      const { recordReport } = await import("../../deploy/pulumi/record-report.ts");
      await recordReport(pulumiOptions(opened, flags), opened.stack.name, packed, after);
    },
  });
}

/** Keeps a run of checks that followed no other run, likewise. */
export function recordTest(
  terminal: Terminal,
  opened: OpenedStack,
  flags: TargetFlags,
  folder: string,
  report: Report,
  isInterrupted: boolean,
): Promise<void> {
  const { startedAt, milliseconds } = report;
  const run: RunRecord = {
    ...ownRun({ what: "test", profileHash: opened.hash }, startedAt),
    result: isInterrupted ? "interrupted" : "done",
    until: new Date(Date.parse(startedAt) + milliseconds).toISOString(),
    report: packReport(report, isInterrupted),
  };
  return keep(terminal, flags, {
    here: () => addLocalRun(folder, run),
    inCluster: async () => {
      const { recordRun } = await import("../../deploy/pulumi/record-report.ts");
      await recordRun(pulumiOptions(opened, flags), opened.stack.name, run);
    },
  });
}

async function keep(
  terminal: Terminal,
  flags: TargetFlags,
  { here, inCluster }: { readonly here: () => void; readonly inCluster: () => Promise<void> },
): Promise<void> {
  try {
    if (flags.target === "cluster") await inCluster();
    else here();
  } catch (error) {
    terminal.talk(say.history.notRecorded((error as Error).message));
  }
}
