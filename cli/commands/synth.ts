import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack synth PROFILE` */
export function synthCommand(terminal: Terminal): Command {
  return new Command("synth")
    .description(say.synth.description)
    .argument("<profile>", say.profileArgument)
    .option("-o, --out <folder>", say.synth.outOption)
    .option("--json", say.jsonOption)
    .addHelpText("after", say.synth.examples)
    .action(async (profile: string, options: { out?: string; json?: true }) => {
      const { openStack } = await import("../open-stack.ts");
      const json = options.json === true;
      const opened = await openStack(profile, terminal, { json });
      const { synthLocked } = await import("../synth-locked.ts");
      const { manifestFiles } = await import("../../constructs/manifest-file.ts");
      const manifests = await synthLocked(terminal, opened, { json });
      if (json) {
        terminal.out(JSON.stringify(manifests.map(({ part, id, object }) => ({ part, id, object }))));
        return;
      }
      const files = manifestFiles(manifests);
      if (options.out === undefined) {
        terminal.out(
          files
            .map((file) => file.text)
            .join("---\n")
            .trimEnd(),
        );
        return;
      }
      const { writeManifests } = await import("../write-manifests.ts");
      writeManifests(options.out, files);
      terminal.talk(say.synth.written(manifests.length, files.length, options.out));
      terminal.talk(say.next(`kubectl apply --dry-run=client -f ${options.out}`));
    });
}
