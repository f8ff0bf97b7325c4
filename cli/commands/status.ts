import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { StatusFlags } from "../show-status.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack status PROFILE` */
export function statusCommand(terminal: Terminal): Command {
  const command = new Command("status")
    .description(say.status.description)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.status.examples)
    .action(async (profile: string, flags: StatusFlags) => {
      const { showStatus } = await import("../show-status.ts");
      await showStatus(terminal, profile, flags);
    });
}
