import { Command } from "commander";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { SecretsListFlags } from "../secrets/list.ts";
import type { SecretsRotateFlags } from "../secrets/rotate.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack secrets list PROFILE | rotate PROFILE PART | rotate PROFILE --authority` */
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
    .argument("[part]", say.secrets.partArgument)
    .option("--authority", say.secrets.authorityOption)
    .option("--yes", say.up.yesOption)
    .action(async (profile: string, part: string | undefined, flags: SecretsRotateFlags) => {
      if (flags.authority !== undefined) {
        if (part !== undefined) throw new UsageError(say.secrets.partAndAuthority(part));
        const { replaceAuthority } = await import("../secrets/replace-authority.ts");
        await replaceAuthority(terminal, profile, flags);
        return;
      }
      if (part === undefined) throw new UsageError(say.secrets.noPart, say.secrets.listHint(profile));
      const { rotateSecrets } = await import("../secrets/rotate.ts");
      await rotateSecrets(terminal, profile, part, flags);
    });
  return secrets;
}
