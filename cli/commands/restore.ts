import { Command } from "commander";
import type { RestoreFlags } from "../backup/restore-backup.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack restore PROFILE` */
export function restoreCommand(terminal: Terminal): Command {
  const command = new Command("restore")
    .description(say.backup.restore)
    .argument("<profile>", say.profileArgument);
  return addTargetOptions(command)
    .option("--to <place>", say.backup.toOption)
    .option("--from <backup>", say.backup.fromOption, "latest")
    .option("--key-file <file>", say.backup.keyOption)
    .option("--skip <part...>", say.backup.restoreSkipOption)
    .option("--replace-data", say.backup.replaceOption)
    .option("--yes", say.backup.yesOption)
    .addHelpText("after", say.backup.restoreExamples)
    .action(async (profile: string, flags: RestoreFlags) => {
      const { restoreBackup } = await import("../backup/restore-backup.ts");
      await restoreBackup(terminal, profile, flags);
    });
}
