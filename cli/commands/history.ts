import { Command } from "commander";
import type { HistoryFlags } from "../history/show-history.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack history PROFILE` */
export function historyCommand(terminal: Terminal): Command {
  const command = new Command("history")
    .description(say.history.description)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.history.examples)
    .action(async (profile: string, flags: HistoryFlags) => {
      const { showHistory } = await import("../history/show-history.ts");
      await showHistory(terminal, profile, flags);
    });
}
