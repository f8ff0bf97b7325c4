import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import type { TestFlags } from "../test-stack.ts";

/** `country-stack test [PROFILE] [--url PART=URL]` */
export function testCommand(terminal: Terminal): Command {
  return new Command("test")
    .description(say.test.description)
    .argument("[profile]", say.test.argument)
    .option("--url <part=url...>", say.test.urlOption)
    .option("--allow-writes", say.test.writesOption)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--report <folder>", say.test.reportOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.test.examples)
    .action(async (profile: string | undefined, flags: TestFlags) => {
      const { testStack } = await import("../test-stack.ts");
      await testStack(terminal, profile, flags);
    });
}
