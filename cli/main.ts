import { Command, CommanderError } from "commander";
import { EngineRefusal } from "../deploy/engine.ts";
import { backupCommand } from "./commands/backup.ts";
import { backupsCommand } from "./commands/backups.ts";
import { catalogCommand } from "./commands/catalog.ts";
import { compareCommand } from "./commands/compare.ts";
import { completionCommand } from "./commands/completion.ts";
import { complianceCommand } from "./commands/compliance.ts";
import { deskCommand } from "./commands/desk.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { downCommand } from "./commands/down.ts";
import { driftCommand } from "./commands/drift.ts";
import { explainCommand } from "./commands/explain.ts";
import { historyCommand } from "./commands/history.ts";
import { imagesCommand } from "./commands/images.ts";
import { initCommand } from "./commands/init.ts";
import { logsCommand } from "./commands/logs.ts";
import { planCommand } from "./commands/plan.ts";
import { podCommand } from "./commands/pod.ts";
import { referenceCommand } from "./commands/reference.ts";
import { reportCommand } from "./commands/report.ts";
import { restoreCommand } from "./commands/restore.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { secretsCommand } from "./commands/secrets.ts";
import { statusCommand } from "./commands/status.ts";
import { supportBundleCommand } from "./commands/support-bundle.ts";
import { swapCommand } from "./commands/swap.ts";
import { synthCommand } from "./commands/synth.ts";
import { testCommand } from "./commands/test.ts";
import { upCommand } from "./commands/up.ts";
import { validateCommand } from "./commands/validate.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** The whole command line, without running anything; completion and `docs/cli.md` are made from it. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command("country-stack")
    .description(say.program)
    .version(VERSION, "-V, --version", say.versionOption)
    .helpOption("-h, --help", say.helpOption)
    .helpCommand("help [command]", say.helpCommand)
    .addHelpText("after", say.programExamples)
    .showSuggestionAfterError(true);
  const commands = [
    initCommand,
    validateCommand,
    catalogCommand,
    compareCommand,
    synthCommand,
    doctorCommand,
    planCommand,
    swapCommand,
    upCommand,
    statusCommand,
    testCommand,
    deskCommand,
    logsCommand,
    driftCommand,
    downCommand,
    secretsCommand,
    backupCommand,
    backupsCommand,
    restoreCommand,
    historyCommand,
    reportCommand,
    complianceCommand,
    supportBundleCommand,
    sandboxCommand,
    referenceCommand,
    podCommand,
    imagesCommand,
    explainCommand,
  ];
  for (const make of commands) program.addCommand(make(terminal));
  program.addCommand(completionCommand(terminal, program));
  exitOverrideAll(program);
  return program;
}

/** Runs the command line and sets the exit code; the only place that turns exceptions into words. */
export async function run(argv: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  const program = buildProgram(terminal);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    process.exitCode = report(error, terminal);
  }
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof Exit) return error.code;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  // What an engine refuses is wrong use to the person.
  if (error instanceof UsageError || error instanceof EngineRefusal) {
    terminal.talk(`${terminal.talkStyle("red", say.error)} ${error.message}`);
    if (error instanceof UsageError && error.hint !== undefined) terminal.talk(`  ${error.hint}`);
    return EXIT.usage;
  }
  const known = error instanceof Error ? error : new Error(String(error));
  terminal.talk(`${terminal.talkStyle("red", say.error)} ${known.message}`);
  terminal.talk(process.env["COUNTRY_STACK_DEBUG"] === undefined ? say.bug : String(known.stack));
  return EXIT.failed;
}

function exitOverrideAll(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitOverrideAll(child);
}
