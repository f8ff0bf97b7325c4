import { Command } from "commander";
import { ExecaError } from "execa";
import { down } from "./down.ts";
import { printImages } from "./images/print-images.ts";
import { setSimulatedNodes } from "./kwok.ts";
import { printStatus } from "./status.ts";
import { LabError, say } from "./steps.ts";
import { up } from "./up.ts";

const program = new Command("lab").description(
  "A real Kubernetes cluster and Pulumi engine on this machine, from package registries alone",
);

program.command("up").description("build what is missing and start the lab").action(up);
program.command("down").description("stop the lab and remove all it made").action(down);
program
  .command("status")
  .description("what runs (exit code 1 unless all does)")
  .option("--json", "as JSON")
  .action(async ({ json }: { json?: boolean }) => {
    if (!(await printStatus(json === true))) process.exitCode = 1;
  });
program
  .command("images")
  .description("build and import the Node image, and list all images")
  .action(printImages);
program
  .command("nodes")
  .description("have this many simulated nodes; 0 removes them")
  .argument("<count>", "how many", (text) => Number.parseInt(text, 10))
  .action(setSimulatedNodes);

try {
  await program.parseAsync();
} catch (error) {
  say(describeError(error));
  process.exitCode = error instanceof LabError ? error.exitCode : 1;
}

/** One sentence for a person: what failed, and for a program that was run the last line it said. */
function describeError(error: unknown): string {
  if (error instanceof ExecaError) {
    const lastLine = String(error.stderr ?? "")
      .trim()
      .split("\n")
      .at(-1);
    return `${error.shortMessage}\n${lastLine}`;
  }
  return error instanceof Error ? error.message : String(error);
}
