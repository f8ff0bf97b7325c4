import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack pod PRODUCT PROGRAM --config FILE` */
export function podCommand(terminal: Terminal): Command {
  return new Command("pod")
    .description(say.pod.description)
    .argument("<product>", say.pod.product)
    .argument("<program>", say.pod.program)
    .requiredOption("--config <file>", say.reference.configOption)
    .addHelpText("after", say.pod.examples)
    .action(async (product: string, program: string, options: { config: string }) => {
      const { runPodProgram } = await import("../run-pod-program.ts");
      await runPodProgram(terminal, product, program, options.config);
    });
}
