import { Command } from "commander";
import { rulesTalk } from "../messages/rules-talk-en.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack validate PROFILE` */
export function validateCommand(terminal: Terminal): Command {
  return new Command("validate")
    .description(say.validate.description)
    .argument("<profile>", say.profileArgument)
    .option("--rules", rulesTalk.option)
    .option("--sarif <file>", rulesTalk.sarifOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.validate.examples)
    .action(async (profile: string, options: { json?: true; rules?: true; sarif?: string }) => {
      if (options.rules || options.sarif !== undefined) {
        const { validateRules } = await import("../rules/validate-rules.ts");
        await validateRules(terminal, profile, options);
        return;
      }
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
