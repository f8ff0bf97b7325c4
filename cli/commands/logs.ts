import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { LogsFlags } from "../show-logs.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack logs PROFILE PART` */
export function logsCommand(terminal: Terminal): Command {
  const command = new Command("logs")
    .description(say.logs.description)
    .argument("<profile>", say.profileArgument)
    .argument("<part>", say.logs.partArgument);
  return addTargetOptions(command)
    .option("--follow", say.logs.followOption)
    .option("--tail <lines>", say.logs.tailOption, "100")
    .addHelpText("after", say.logs.examples)
    .action(async (profile: string, part: string, flags: LogsFlags) => {
      const { showLogs } = await import("../show-logs.ts");
      await showLogs(terminal, profile, part, flags);
    });
}
