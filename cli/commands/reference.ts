import { Command } from "commander";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack reference serve BLOCK | run | sink | reap | verify-log FOLDER | migrate BLOCK | backup | restore | hold` */
export function referenceCommand(terminal: Terminal): Command {
  const reference = new Command("reference")
    .description(say.reference.description)
    .addHelpText("after", say.reference.examples);
  reference
    .command("serve")
    .description(say.reference.serve)
    .argument("<block>", say.reference.serveArgument)
    .option("--port <number>", say.reference.portOption, "0")
    .option("--data <folder>", say.reference.dataOption)
    .option("--seed <file>", say.reference.seedOption)
    .action(async (block: string, options: { port: string; data?: string; seed?: string }) => {
      const { serveAlone } = await import("../serve-reference.ts");
      await serveAlone(terminal, block, options);
    });
  reference
    .command("run")
    .description(say.reference.run)
    .requiredOption("--config <file>", say.reference.configOption)
    .requiredOption("--data <folder>", say.reference.dataOption)
    .requiredOption("--port <number>", say.reference.portOption)
    .action(async (options: { config: string; data: string; port: string }) => {
      const { runConfigured } = await import("../serve-reference.ts");
      await runConfigured(terminal, options);
    });
  reference
    .command("sink")
    .description(say.reference.sink)
    .requiredOption("--port <number>", say.reference.portOption)
    .requiredOption("--token-file <file>", say.reference.tokenOption)
    .action(async (options: { port: string; tokenFile: string }) => {
      const { runSink } = await import("../serve-sink.ts");
      await runSink(terminal, options);
    });
  reference
    .command("reap")
    .description(say.sandbox.reap)
    .requiredOption("--config <file>", say.reference.configOption)
    .requiredOption("--port <number>", say.reference.portOption)
    .action(async (options: { config: string; port: string }) => {
      const { runReaper } = await import("../sandbox/run-reaper.ts");
      await runReaper(terminal, options);
    });
  reference
    .command("verify-log")
    .description(say.reference.verifyLog)
    .argument("<folder>", say.reference.verifyArgument)
    .action(async (folder: string) => {
      const { verifyLog } = await import("../verify-log.ts");
      verifyLog(terminal, folder);
    });
  reference
    .command("migrate")
    .description(say.reference.migrate)
    .argument("<block>", say.reference.serveArgument)
    .requiredOption("--data <folder>", say.reference.dataOption)
    .action(async (block: string, options: { data: string }) => {
      const { migrateReference } = await import("../migrate-reference.ts");
      await migrateReference(terminal, block, options.data);
    });
  reference
    .command("backup")
    .description(say.backup.referenceTake)
    .requiredOption("--data <folder>", say.reference.dataOption)
    .action(async (options: { data: string }) => {
      const { takeReferenceData } = await import("../backup/reference-data.ts");
      await takeReferenceData(options.data);
    });
  reference
    .command("restore")
    .description(say.backup.referencePut)
    .requiredOption("--data <folder>", say.reference.dataOption)
    .action(async (options: { data: string }) => {
      const { putReferenceData } = await import("../backup/reference-data.ts");
      await putReferenceData(options.data);
    });
  reference
    .command("hold")
    .description(say.backup.referenceHold)
    .action(async () => {
      const { holdContainer } = await import("../backup/reference-data.ts");
      await holdContainer();
    });
  return reference;
}
