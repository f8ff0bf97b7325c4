import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { InitFlags } from "../run-init.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack init [FILE]` */
export function initCommand(terminal: Terminal): Command {
  return new Command("init")
    .description(say.init.description)
    .argument("[file]", say.init.argument, "country.yaml")
    .option("--answers <file>", say.init.answersOption)
    .option("--yes", say.init.yesOption)
    .option("--fresh", say.init.freshOption)
    .option("--force", say.init.forceOption)
    .addHelpText("after", say.init.examples)
    .action(async (file: string, flags: InitFlags) => {
      const { runInit } = await import("../run-init.ts");
      const { shippedCatalog } = await import("../open-catalog.ts");
      await runInit(terminal, file, flags, shippedCatalog);
    });
}
