import { styleText } from "node:util";
import type { Span } from "../../charts/spi/index.ts";
import type { Issue } from "../../profiles/issue.ts";
import { messages } from "../messages/en.ts";
import { printable, sourceLine } from "./source-line.ts";

/** An issue as programs read it: its data, its place and the sentences that people get. */
export interface IssueJson {
  readonly severity: Issue["severity"];
  readonly code: Issue["code"];
  readonly message: string;
  readonly hint?: string;
  readonly at?: Span;
  readonly params: Issue["params"];
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/**
 * Issues as people read them: place, sentence, source line with carets, what to do; and how many they are. Sources
 * are the texts of the files by path; without one the source line is left out. Ends without a newline.
 */
export function formatIssues(
  issues: readonly Issue[],
  sources: ReadonlyMap<string, string>,
  options: { readonly colour: boolean },
): string {
  const paint: Paint = (style, text) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  return [...issues.map((issue) => formatIssue(issue, sources, paint)), summary(issues)].join("\n\n");
}

/** Issues for `--json`: plain data in the same order. */
export function issuesToJson(issues: readonly Issue[]): IssueJson[] {
  return issues.map((issue) => {
    const hint = hintOf(issue);
    return {
      severity: issue.severity,
      code: issue.code,
      message: sentenceOf(issue),
      ...(hint === undefined ? {} : { hint }),
      ...(issue.at === undefined ? {} : { at: issue.at }),
      params: issue.params,
    };
  });
}

function formatIssue(issue: Issue, sources: ReadonlyMap<string, string>, paint: Paint): string {
  const colour = issue.severity === "error" ? "red" : "yellow";
  const { at } = issue;
  const place = at === undefined ? "" : `${printable(at.file)}:${at.line}:${at.column} `;
  const head = `${paint("bold", place)}${paint(colour, issue.severity)} ${paint("bold", issue.code)}`;
  const lines = [`${head}: ${sentenceOf(issue)}`];
  const source = at === undefined ? undefined : sources.get(at.file);
  if (at !== undefined && source !== undefined) {
    const { line, carets } = sourceLine(source, at);
    lines.push(`    ${line}`, `    ${paint(colour, carets)}`);
  }
  const hint = hintOf(issue);
  if (hint !== undefined) lines.push(`  ${paint("cyan", hint)}`);
  return lines.join("\n");
}

const sentenceOf = ({ code, params }: Issue): string => printable(messages[code].sentence(params));

function hintOf({ code, params }: Issue): string | undefined {
  const hint = messages[code].hint?.(params);
  return hint === undefined ? undefined : printable(hint);
}

function summary(issues: readonly Issue[]): string {
  const errors = issues.filter(({ severity }) => severity === "error");
  const counts = [count(errors.length, "error"), count(issues.length - errors.length, "warning")].filter(
    (text) => text !== "",
  );
  const example = (errors[0] ?? issues[0])?.code;
  if (example === undefined) return "no errors, no warnings";
  return `${counts.join(", ")}; country-stack explain ${example} says more`;
}

function count(number: number, noun: string): string {
  if (number === 0) return "";
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
