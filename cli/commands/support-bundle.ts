import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { SupportFlags } from "../support-bundle.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack support-bundle PROFILE` */
export function supportBundleCommand(terminal: Terminal): Command {
  const command = new Command("support-bundle")
    .description(say.support.description)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--out <file>", say.support.outOption)
    .option("--logs <part...>", say.support.logsOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.support.examples)
    .action(async (profile: string, flags: SupportFlags) => {
      const { writeSupportBundle } = await import("../support-bundle.ts");
      await writeSupportBundle(terminal, profile, flags);
    });
}
