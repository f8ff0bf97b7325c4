/** What a command's help ends with: one line an example, without the program's name. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ country-stack ${line}`).join("\n")}\n`;
