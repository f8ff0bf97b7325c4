import { writeFileSync } from "node:fs";
import { ISSUE_CODES, type IssueCode } from "../profiles/issue.ts";
import { messages } from "./messages/en.ts";

/** The committed page of all codes. */
export const ERRORS_FILE = new URL("../docs/errors.md", import.meta.url);

/** What the codes of each hundred are about. */
const GROUPS: readonly (readonly [prefix: string, title: string])[] = [
  ["CS10", "Files"],
  ["CS11", "The shape of a profile"],
  ["CS12", "Names in a profile"],
  ["CS13", "What parts need of each other"],
  ["CS14", "Use cases"],
  ["CS15", "Rules"],
  ["CS16", "Images"],
  ["CS17", "Swaps"],
  ["CS18", "Upgrades"],
];

/** The text of docs/errors.md, made of the same messages that the command line prints. */
export function errorsText(): string {
  const groups = GROUPS.flatMap(([prefix, title]) => [
    `## ${title}`,
    ...ISSUE_CODES.filter((code) => code.startsWith(prefix)).map(section),
  ]);
  const head =
    "# Errors\n\nWhat each code means and how to mend it; `country-stack explain CODE` prints the same.\n" +
    "This page is made by `node cli/write-errors.ts` from `cli/messages/`.";
  return `${[head, ...groups].join("\n\n")}\n`;
}

function section(code: IssueCode): string {
  const blocks: { example: boolean; lines: string[] }[] = [];
  for (const line of messages[code].explain.split("\n")) {
    const example = /^(Wrong:|Right:| )/.test(line);
    const last = blocks.at(-1);
    if (last?.example === example) last.lines.push(line);
    else blocks.push({ example, lines: [line] });
  }
  const texts = blocks.map(({ example, lines }) => {
    const text = lines.join("\n");
    return example ? `\`\`\`text\n${text}\n\`\`\`` : text;
  });
  return [`### ${code}`, ...texts].join("\n\n");
}

if (import.meta.main) writeFileSync(ERRORS_FILE, errorsText());
