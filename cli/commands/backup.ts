import { Command } from "commander";
import type { BackupFlags } from "../backup/take-backup.ts";
import type { VerifyFlags } from "../backup/verify-backup.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack backup [take] PROFILE | verify PROFILE` */
export function backupCommand(terminal: Terminal): Command {
  const backup = new Command("backup")
    .description(say.backup.description)
    .addHelpText("after", say.backup.examples);
  addTargetOptions(backup.command("take", { isDefault: true }))
    .description(say.backup.take)
    .argument("<profile>", say.profileArgument)
    .option("--to <place>", say.backup.toOption)
    .option("--key-file <file>", say.backup.keyOption)
    .option("--skip <part...>", say.backup.skipOption)
    .option("--keep <number>", say.backup.keepOption)
    .option("--keep-days <number>", say.backup.keepDaysOption)
    .option("--json", say.jsonOption)
    .action(async (profile: string, flags: BackupFlags) => {
      const { takeBackup } = await import("../backup/take-backup.ts");
      await takeBackup(terminal, profile, flags);
    });
  addTargetOptions(backup.command("verify"))
    .description(say.backup.verify)
    .argument("<profile>", say.profileArgument)
    .option("--to <place>", say.backup.toOption)
    .option("--from <backup>", say.backup.fromOption, "latest")
    .option("--key-file <file>", say.backup.keyOption)
    .option("--skip <part...>", say.backup.restoreSkipOption)
    .option("--json", say.jsonOption)
    .action(async (profile: string, flags: VerifyFlags) => {
      const { verifyBackup } = await import("../backup/verify-backup.ts");
      await verifyBackup(terminal, profile, flags);
    });
  return backup;
}
