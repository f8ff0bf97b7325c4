import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import type { TestFlags } from "../test-stack.ts";

/** `country-stack test [PROFILE] [--url PART=URL]` */
export function testCommand(terminal: Terminal): Command {
  const command = new Command("test")
    .description(say.test.description)
    .argument("[profile]", say.test.argument);
  return addTargetOptions(command)
    .option("--url <part=url...>", say.test.urlOption)
    .option("--token-file <file...>", say.test.tokenOption)
    .option("--fixtures <file...>", say.test.fixturesOption)
    .option("--client-certificate <file>", say.test.certificate.option)
    .option("--client-key <file>", say.test.certificate.keyOption)
    .option("--ca <file>", say.test.certificate.caOption)
    .option("--allow-writes", say.test.writesOption)
    .option("--concurrency <n>", say.test.pace.concurrencyOption)
    .option("--answer-timeout <seconds>", say.test.pace.timeoutOption)
    .option("--report <folder>", say.test.reportOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.test.examples)
    .action(async (profile: string | undefined, flags: TestFlags) => {
      const { testStack } = await import("../test-stack.ts");
      await testStack(terminal, profile, flags);
    });
}
