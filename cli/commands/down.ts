import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { DownFlags } from "../take-down.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack down PROFILE` */
export function downCommand(terminal: Terminal): Command {
  const command = new Command("down")
    .description(say.down.description)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--delete-data", say.down.deleteOption)
    .addHelpText("after", say.down.examples)
    .action(async (profile: string, flags: DownFlags) => {
      const { takeDown } = await import("../take-down.ts");
      await takeDown(terminal, profile, flags);
    });
}
