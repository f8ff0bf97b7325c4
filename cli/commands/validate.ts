import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack validate PROFILE` */
export function validateCommand(terminal: Terminal): Command {
  return new Command("validate")
    .description(say.validate.description)
    .argument("<profile>", say.profileArgument)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.validate.examples)
    .action(async (profile: string, options: { json?: true }) => {
      const { openStack } = await import("../open-stack.ts");
      const { stack, warnings } = await openStack(profile, terminal, { json: options.json === true });
      if (options.json) {
        const { issuesToJson } = await import("../ui/issues.ts");
        terminal.out(
          JSON.stringify({
            valid: true,
            stack: stack.name,
            parts: stack.parts.length,
            issues: issuesToJson(warnings),
          }),
        );
        return;
      }
      terminal.talk(
        terminal.talkStyle("green", say.validate.valid(profile, stack.parts.length, stack.links.length)),
      );
      terminal.talk(say.next(`country-stack plan ${profile}`));
    });
}
