import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack plan PROFILE` */
export function planCommand(terminal: Terminal): Command {
  return new Command("plan")
    .description(say.plan.description)
    .argument("<profile>", say.profileArgument)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.plan.examples)
    .action(async (profile: string, options: { json?: true }) => {
      const { openStack } = await import("../open-stack.ts");
      const json = options.json === true;
      const opened = await openStack(profile, terminal, { json });
      const { synthLocked } = await import("../synth-locked.ts");
      const { summarizePlan } = await import("../summarize-plan.ts");
      const summary = summarizePlan(opened.stack, await synthLocked(terminal, opened, { json }));
      if (json) {
        terminal.out(JSON.stringify(summary));
        return;
      }
      const { formatPlan } = await import("../ui/plan.ts");
      terminal.out(formatPlan(summary));
      terminal.talk(say.next(`country-stack up ${profile}`));
    });
}
