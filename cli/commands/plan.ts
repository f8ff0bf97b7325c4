import { join } from "node:path";
import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { ShowPlanFlags } from "../plan/show-plan.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack plan PROFILE` */
export function planCommand(terminal: Terminal): Command {
  const command = new Command("plan")
    .description(say.clusterPlan.description)
    .argument("<profile>", say.profileArgument);
  return addAllowOption(addTargetOptions(command))
    .option("--prices <file>", say.clusterPlan.pricesOption)
    .option("--markdown", say.clusterPlan.markdownOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.clusterPlan.examples)
    .action(async (profile: string, flags: ShowPlanFlags) => {
      const { requireClusterFlags, showPlan } = await import("../plan/show-plan.ts");
      requireClusterFlags(flags);
      if (flags.target !== "local") await showPlan(terminal, profile, flags);
      else await showPure(terminal, profile, flags);
    });
}

/** Adds the flag that names the parts whose data may be lost, one at a time. */
export function addAllowOption(command: Command): Command {
  const collect = (part: string, parts: readonly string[] = []) => [...parts, part];
  return command.option("--allow-data-loss <part>", say.clusterPlan.allowOption, collect);
}

/** What the profile adds to a cluster that nobody looks at, where the data on this machine can follow it. */
async function showPure(terminal: Terminal, profile: string, flags: ShowPlanFlags): Promise<void> {
  const json = flags.json === true;
  const { openStack } = await import("../open-stack.ts");
  const opened = await openStack(profile, terminal, { json });
  const { refuseLocalJumps } = await import("../upgrade/local-releases.ts");
  refuseLocalJumps(terminal, opened, join(flags.data, opened.stack.name), { json });
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
}
