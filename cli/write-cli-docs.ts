import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { buildProgram } from "./main.ts";
import type { Terminal } from "./terminal.ts";

/** The committed page of all commands. */
export const CLI_FILE = new URL("../docs/cli.md", import.meta.url);

/** The width of a terminal for which help is broken into lines. */
const COLUMNS = 100;

const nothing = (): void => undefined;

/** A terminal that nobody looks at: building the program writes nothing. */
const TERMINAL: Terminal = {
  out: nothing,
  talk: nothing,
  interactive: false,
  columns: COLUMNS,
  outStyle: (_, text) => text,
  talkStyle: (_, text) => text,
  colour: { out: false, talk: false },
};

const HEAD = `# The command line

What \`country-stack COMMAND --help\` prints. This page is made by \`node cli/write-cli-docs.ts\` from the commands.

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 wrong use or a profile that does not hold,
3 changes found, 130 interrupted. \`NO_COLOR\` switches colours off; \`COUNTRY_STACK_DEBUG=1\` shows where a defect is.`;

/** The text of docs/cli.md, made of the help of the commands. */
export function cliText(): string {
  const program = buildProgram(TERMINAL);
  const own = [program, ...program.commands.filter((command) => command.name() !== "help")];
  return `${[HEAD, ...own.flatMap((command) => sectionsOf(command))].join("\n\n")}\n`;
}

function sectionsOf(command: Command): string[] {
  // What people do not type is hidden; the implicit help command says nothing new.
  const visible = command.parent === null ? [] : command.createHelp().visibleCommands(command);
  const children = visible.filter((child) => child.name() !== "help");
  return [section(command), ...children.flatMap(sectionsOf)];
}

function section(command: Command): string {
  const help: string[] = [];
  command.configureHelp({ helpWidth: COLUMNS });
  command.configureOutput({ writeOut: (text) => void help.push(text), getOutHasColors: () => false });
  command.outputHelp();
  return `## ${nameOf(command)}\n\n\`\`\`text\n${help.join("").trimEnd()}\n\`\`\``;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

if (import.meta.main) writeFileSync(CLI_FILE, cliText());
