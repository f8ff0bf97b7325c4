import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { SwapFlags } from "../swap/swap-part.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack swap PROFILE PART PRODUCT[@VERSION]` */
export function swapCommand(terminal: Terminal): Command {
  return new Command("swap")
    .description(say.swap.description)
    .argument("<profile>", say.profileArgument)
    .argument("<part>", say.swap.partArgument)
    .argument("<product>", say.swap.productArgument)
    .option("--write", say.swap.writeOption)
    .option("--external <url>", say.swap.externalOption)
    .option("--option <key=value...>", say.swap.optionOption)
    .option("--compare", say.swap.compareOption)
    .option("--substitute-reference", say.swap.substituteOption)
    .option("--before <file>", say.swap.beforeOption)
    .option("--after <file>", say.swap.afterOption)
    .option("--report <folder>", say.swap.reportOption)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--json", say.jsonOption)
    .addHelpText("after", say.swap.examples)
    .action(async (profile: string, part: string, product: string, flags: SwapFlags) => {
      const { swapPart } = await import("../swap/swap-part.ts");
      await swapPart(terminal, profile, part, product, flags);
    });
}
