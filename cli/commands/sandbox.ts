import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { SandboxExtendFlags } from "../sandbox/extend.ts";
import type { SandboxListFlags } from "../sandbox/list.ts";
import type { PlaceFlags } from "../sandbox/sandbox-flags.ts";
import type { SandboxUpFlags } from "../sandbox/up.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack sandbox up [PROFILE] | list | extend NAME | down NAME` */
export function sandboxCommand(terminal: Terminal): Command {
  const sandbox = new Command("sandbox")
    .description(say.sandbox.description)
    .addHelpText("after", say.sandbox.examples);
  addPlaceOptions(sandbox.command("up"), "local")
    .description(say.sandbox.up)
    .argument("[profile]", say.sandbox.profileArgument)
    .option("--ttl <time>", say.sandbox.ttlOption, "2h")
    .option("--name <name>", say.sandbox.nameOption)
    .option("--json", say.jsonOption)
    .option("--env", say.sandbox.envOption)
    .option("--forward", say.sandbox.forwardOption)
    .action(async (profile: string | undefined, flags: SandboxUpFlags) => {
      const { sandboxUp } = await import("../sandbox/up.ts");
      await sandboxUp(terminal, profile, flags);
    });
  addPlaceOptions(sandbox.command("list"))
    .description(say.sandbox.list)
    .option("--json", say.jsonOption)
    .action(async (flags: SandboxListFlags) => {
      const { sandboxList } = await import("../sandbox/list.ts");
      await sandboxList(terminal, flags);
    });
  addPlaceOptions(sandbox.command("extend"))
    .description(say.sandbox.extend)
    .argument("<name>", say.sandbox.nameArgument)
    .requiredOption("--ttl <time>", say.sandbox.extendOption)
    .option("--json", say.jsonOption)
    .action(async (name: string, flags: SandboxExtendFlags) => {
      const { sandboxExtend } = await import("../sandbox/extend.ts");
      await sandboxExtend(terminal, name, flags);
    });
  addPlaceOptions(sandbox.command("down"))
    .description(say.sandbox.down)
    .argument("<name>", say.sandbox.nameArgument)
    .action(async (name: string, flags: PlaceFlags) => {
      const { sandboxDown } = await import("../sandbox/down.ts");
      await sandboxDown(terminal, name, flags);
    });
  addProcesses(sandbox, terminal);
  return sandbox;
}

/** The two processes of a sandbox on this machine, started by `sandbox up` and not by people. */
function addProcesses(sandbox: Command, terminal: Terminal): void {
  sandbox
    .command("watch", { hidden: true })
    .argument("<folder>")
    .action(async (folder: string) => {
      const { watchLocal } = await import("../sandbox/run-local.ts");
      await watchLocal(folder);
    });
  sandbox
    .command("serve", { hidden: true })
    .argument("<folder>")
    .action(async (folder: string) => {
      const { serveLocal } = await import("../sandbox/run-local.ts");
      await serveLocal(terminal, folder);
    });
}

function addPlaceOptions(command: Command, target?: string): Command {
  return command
    .option("--target <target>", say.target.option, target)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--kubeconfig <file>", say.target.kubeconfigOption)
    .option("--context <name>", say.target.contextOption);
}
