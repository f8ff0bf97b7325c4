import { Command } from "commander";
import type { ComplianceFlags } from "../compliance/show-compliance.ts";
import { complianceTalk as words } from "../messages/compliance-en.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack compliance [PROFILE]` */
export function complianceCommand(terminal: Terminal): Command {
  return new Command("compliance")
    .description(words.description)
    .argument("[profile]", words.profileArgument)
    .option("--report <file>", words.reportOption)
    .option("--messages <part>", words.messagesOption)
    .option("--form <product>", words.formOption)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--json", say.jsonOption)
    .addHelpText("after", words.examples)
    .action(async (profile: string | undefined, flags: ComplianceFlags) => {
      const { showCompliance } = await import("../compliance/show-compliance.ts");
      await showCompliance(terminal, profile, flags);
    });
}
