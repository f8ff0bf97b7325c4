import { Command } from "commander";
import type { UpFlags } from "../bring-up.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { addAllowOption } from "./plan.ts";

/** `country-stack up PROFILE` */
export function upCommand(terminal: Terminal): Command {
  const command = new Command("up")
    .description(say.up.description)
    .argument("<profile>", say.profileArgument);
  return addAllowOption(addTargetOptions(command))
    .option("--once", say.up.onceOption)
    .option("--detach", say.up.detachOption)
    .option("--substitute-reference", say.up.substituteOption)
    .option("--skip-checks", say.up.skipOption)
    .option("--backup-to <place>", say.upgrade.backupOption)
    .option("--key-file <file>", say.backup.keyOption)
    .option("--without-backup", say.upgrade.withoutOption)
    .option("--on-failed-checks <what>", say.upgrade.failedOption, "keep")
    .option("--yes", say.up.yesOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.up.examples)
    .action(async (profile: string, flags: UpFlags) => {
      const { bringUp } = await import("../bring-up.ts");
      await bringUp(terminal, profile, flags);
    });
}
