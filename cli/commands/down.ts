import { join } from "node:path";
import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack down PROFILE` */
export function downCommand(terminal: Terminal): Command {
  return new Command("down")
    .description(say.down.description)
    .argument("<profile>", say.profileArgument)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--delete-data", say.down.deleteOption)
    .addHelpText("after", say.down.examples)
    .action(async (profile: string, options: { data: string; deleteData?: true }) => {
      const { openStack } = await import("../open-stack.ts");
      const { createLocalEngine } = await import("../../deploy/local/local-engine.ts");
      const { stack } = await openStack(profile, terminal, { json: false });
      const deleteData = options.deleteData === true;
      await createLocalEngine(options.data).down(stack, { deleteData });
      terminal.talk(say.down.stopped(stack.name));
      terminal.talk(deleteData ? say.down.deleted : say.down.kept(join(options.data, stack.name)));
    });
}
