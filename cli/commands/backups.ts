import { Command } from "commander";
import type { BackupsFlags } from "../backup/list-backups.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack backups PROFILE` */
export function backupsCommand(terminal: Terminal): Command {
  return new Command("backups")
    .description(say.backup.backups)
    .argument("<profile>", say.profileArgument)
    .option("--to <place>", say.backup.toOption)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--json", say.jsonOption)
    .addHelpText("after", say.backup.backupsExamples)
    .action(async (profile: string, flags: BackupsFlags) => {
      const { listBackups } = await import("../backup/list-backups.ts");
      await listBackups(terminal, profile, flags);
    });
}
