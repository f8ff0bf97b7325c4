import { Command } from "commander";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack completion SHELL`: a script made from the commands themselves. */
export function completionCommand(terminal: Terminal, program: Command): Command {
  return new Command("completion")
    .description(say.completion.description)
    .argument("<shell>", say.completion.argument)
    .addHelpText("after", say.completion.examples)
    .action((shell: string) => {
      if (shell === "bash") terminal.out(bashScript(program));
      else if (shell === "zsh")
        terminal.out(`autoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`);
      else throw new UsageError(say.completion.unknown(shell), say.completion.known);
    });
}

function bashScript(program: Command): string {
  const verbs = program.commands.map((command) => command.name());
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words="${wordsOf(command).join(" ")}" ;;`,
  );
  return [
    "_country_stack() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${verbs.join(" ")}"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  if [ "$COMP_CWORD" -gt 1 ] && [ "${current:0:1}" != "-" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi',
    "}",
    "complete -o filenames -F _country_stack country-stack",
  ].join("\n");
}

function wordsOf(command: Command): string[] {
  return [
    ...command.commands.map((child) => child.name()),
    ...command.options.flatMap((option) => option.long ?? []),
    "--help",
  ];
}
