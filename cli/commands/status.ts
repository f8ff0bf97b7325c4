import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack status PROFILE` */
export function statusCommand(terminal: Terminal): Command {
  return new Command("status")
    .description(say.status.description)
    .argument("<profile>", say.profileArgument)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--json", say.jsonOption)
    .addHelpText("after", say.status.examples)
    .action(async (profile: string, options: { data: string; json?: true }) => {
      const { openStack } = await import("../open-stack.ts");
      const { readStatus } = await import("../read-status.ts");
      const { stack } = await openStack(profile, terminal, { json: options.json === true });
      const status = await readStatus(stack, options.data);
      if (options.json) {
        terminal.out(JSON.stringify(status));
        return;
      }
      terminal.talk(
        status.pid === undefined
          ? say.status.notRunning(stack.name)
          : say.status.since(stack.name, status.pid, status.startedAt ?? ""),
      );
      const { formatTable } = await import("../ui/table.ts");
      const rows = status.parts.map((part) => [
        part.part,
        part.block,
        part.state,
        part.address,
        part.release,
        part.lastResult,
      ]);
      terminal.out(
        formatTable(
          say.status.columns.map((title) => ({ title })),
          rows,
        ),
      );
      if (status.pid === undefined) terminal.talk(say.next(`country-stack up ${profile}`));
    });
}
