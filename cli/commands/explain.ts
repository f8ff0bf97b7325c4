import { Command } from "commander";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack explain CODE`, or a security rule's id */
export function explainCommand(terminal: Terminal): Command {
  return new Command("explain")
    .description(say.explain.description)
    .argument("<code>", say.explain.argument)
    .addHelpText("after", say.explain.examples)
    .action(async (given: string) => {
      const { messages } = await import("../messages/en.ts");
      const code = given.toUpperCase();
      const message = Object.entries(messages).find(([known]) => known === code)?.[1];
      if (message !== undefined) {
        terminal.out(`${code}\n\n${message.explain}`);
        return;
      }
      const { explainRule } = await import("../rules/explain-rule.ts");
      const rule = explainRule(given.toLowerCase());
      if (rule === undefined)
        throw new UsageError(say.explain.unknown(given), say.explain.known(Object.keys(messages)));
      terminal.out(rule);
    });
}
