import { Command } from "commander";
import type { DriftFlags } from "../drift/show-drift.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack drift PROFILE` */
export function driftCommand(terminal: Terminal): Command {
  const command = new Command("drift")
    .description(say.drift.description)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.drift.examples)
    .action(async (profile: string, flags: DriftFlags) => {
      const { showDrift } = await import("../drift/show-drift.ts");
      await showDrift(terminal, profile, flags);
    });
}
