import type { Report } from "../../conformance/result.ts";
import { say } from "../messages/talk-en.ts";
import { pulumiOptions } from "../open-engine.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { reportLocalRun } from "./local-runs.ts";
import { packReport } from "./pack-report.ts";

/** Keeps what the checks found with the run before them; that it could not be kept is said and no failure of theirs. */
export async function recordChecks(
  terminal: Terminal,
  opened: OpenedStack,
  flags: TargetFlags,
  folder: string,
  report: Report,
): Promise<void> {
  try {
    if (flags.target !== "cluster") {
      reportLocalRun(folder, packReport(report));
      return;
    }
    const { recordReport } = await import("../../deploy/pulumi/record-report.ts");
    await recordReport(pulumiOptions(opened, flags), opened.stack.name, packReport(report));
  } catch (error) {
    terminal.talk(say.history.notRecorded((error as Error).message));
  }
}
