import { Command } from "commander";
import type { DiffFlags } from "../history/diff-reports.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack report diff A B [PROFILE]` */
export function reportCommand(terminal: Terminal): Command {
  const words = say.history.report;
  const report = new Command("report").description(words.description).addHelpText("after", words.examples);
  addTargetOptions(report.command("diff"))
    .description(words.diff)
    .argument("<before>", words.sideArgument)
    .argument("<after>", words.sideArgument)
    .argument("[profile]", words.profileArgument)
    .option("--json", say.jsonOption)
    .action(async (before: string, after: string, profile: string | undefined, flags: DiffFlags) => {
      const { diffReports } = await import("../history/diff-reports.ts");
      await diffReports(terminal, [before, after], profile, flags);
    });
  return report;
}
