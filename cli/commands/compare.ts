import { Command } from "commander";
import type { CompareFlags } from "../compare/compare-products.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack compare BLOCK | PRODUCT PRODUCT | --before REPORT --after REPORT` */
export function compareCommand(terminal: Terminal): Command {
  return new Command("compare")
    .description(say.compare.description)
    .argument("[name]", say.compare.nameArgument)
    .argument("[other]", say.compare.otherArgument)
    .option("--block <block>", say.compare.blockOption)
    .option("--html <file>", say.compare.htmlOption)
    .option("--before <file>", say.compare.beforeOption)
    .option("--after <file>", say.compare.afterOption)
    .option("--part <part>", say.compare.partOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.compare.examples)
    .action(async (name: string | undefined, other: string | undefined, flags: CompareFlags) => {
      const { compareProducts } = await import("../compare/compare-products.ts");
      const names = [name, other].filter((each) => each !== undefined);
      compareProducts(terminal, names, flags);
    });
}
