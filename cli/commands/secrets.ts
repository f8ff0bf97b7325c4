import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { SecretsListFlags } from "../secrets/list.ts";
import type { SecretsRotateFlags } from "../secrets/rotate.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack secrets list PROFILE | rotate PROFILE PART` */
export function secretsCommand(terminal: Terminal): Command {
  const secrets = new Command("secrets")
    .description(say.secrets.description)
    .addHelpText("after", say.secrets.examples);
  addTargetOptions(secrets.command("list"))
    .description(say.secrets.list)
    .argument("<profile>", say.profileArgument)
    .option("--json", say.jsonOption)
    .action(async (profile: string, flags: SecretsListFlags) => {
      const { listSecrets } = await import("../secrets/list.ts");
      await listSecrets(terminal, profile, flags);
    });
  addTargetOptions(secrets.command("rotate"))
    .description(say.secrets.rotate)
    .argument("<profile>", say.profileArgument)
    .argument("<part>", say.secrets.partArgument)
    .option("--yes", say.up.yesOption)
    .action(async (profile: string, part: string, flags: SecretsRotateFlags) => {
      const { rotateSecrets } = await import("../secrets/rotate.ts");
      await rotateSecrets(terminal, profile, part, flags);
    });
  return secrets;
}
