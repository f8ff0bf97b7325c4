import { Command } from "commander";
import type { DoctorFlags } from "../doctor/run-doctor.ts";
import { say } from "../messages/talk-en.ts";
import { addTargetOptions } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack doctor [PROFILE]` */
export function doctorCommand(terminal: Terminal): Command {
  const command = new Command("doctor")
    .description(say.doctor.description)
    .argument("[profile]", say.doctor.profileArgument);
  return addTargetOptions(command, "cluster")
    .option("--probe-namespace <name>", say.doctor.probeNamespaceOption)
    .option("--skip-probes", say.doctor.skipProbesOption)
    .option("--rbac <file>", say.doctor.rbacOption)
    .option("--make-namespaces", say.doctor.makeNamespacesOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.doctor.examples)
    .action(async (profile: string | undefined, flags: DoctorFlags) => {
      const { runDoctor } = await import("../doctor/run-doctor.ts");
      await runDoctor(terminal, profile, flags);
    });
}
