import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { DeskFlags } from "../show-desk.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack desk PROFILE` */
export function deskCommand(terminal: Terminal): Command {
  const command = new Command("desk")
    .description(say.desk.description)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--port <number>", say.desk.portOption, "0")
    .addHelpText("after", say.desk.examples)
    .action(async (profile: string, flags: DeskFlags) => {
      const { showDesk } = await import("../show-desk.ts");
      await showDesk(terminal, profile, flags);
    });
}
