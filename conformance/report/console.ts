import { styleText } from "node:util";
import type { Report, Status } from "../result.ts";
import { countByStatus, type Finding, findingsOf, STATUSES } from "./finding.ts";
import { count, enumerate, formatMoment, printable } from "./printable.ts";

const WIDTH = 80;
const NAME_WIDTH = 34;

/** How the report is written to a terminal. */
export interface ConsoleOptions {
  readonly colours: boolean;
  /** What to type next for a check or story that is not green; nothing is said where it gives nothing. */
  readonly commandFor?: (finding: Finding) => string | undefined;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const STYLES = { passed: "green", failed: "red", skipped: "yellow", error: "magenta" } as const;
const SIGNS = { passed: "✓", failed: "✗", skipped: "-", error: "!" } as const;

/** The report for a person at a terminal: a table at most 80 columns wide, and below it all that is not green. */
export function renderConsole(report: Report, options: ConsoleOptions): string {
  // Whether colours are wanted is the caller's to say; the stream that this runs under says nothing about it.
  const paint: Paint = (style, text) =>
    options.colours ? styleText(style, text, { validateStream: false }) : text;
  const findings = findingsOf(report);
  const sections = [
    renderHead(report, paint),
    renderTable(report, paint),
    findings.map((finding) => renderFinding(finding, options, paint)).join("\n\n"),
    report.notes.map((note) => wrap(note, "Note: ")).join("\n"),
    renderVerdict(report, paint),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function renderHead({ country, stack, engine, environment, startedAt }: Report, paint: Paint): string {
  return [
    paint("bold", shorten(`Conformance of ${country}`, WIDTH)),
    paint("dim", shorten(`${stack}, ${engine}, ${environment}, ${formatMoment(startedAt)}`, WIDTH)),
  ].join("\n");
}

function renderTable(report: Report, paint: Paint): string {
  const parts = report.parts.map(({ part, results }) => renderRow(part, results, paint));
  const stories = report.useCases.map(({ useCase, results }) => renderRow(useCase, results, paint));
  const head = (name: string) => paint("bold", columns(name, [...STATUSES, "ms"]));
  return [
    ...(parts.length > 0 ? [head("part"), ...parts] : []),
    ...(stories.length > 0 ? [head("use case"), ...stories] : []),
  ].join("\n");
}

function renderRow(
  name: string,
  results: readonly { readonly status: Status; readonly milliseconds: number }[],
  paint: Paint,
): string {
  if (results.length === 0) return `${shorten(name, NAME_WIDTH).padEnd(NAME_WIDTH)}  nothing was checked`;
  const counts = countByStatus(results);
  const time = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const worst = (["failed", "error", "skipped"] as const).find((status) => counts[status] > 0) ?? "passed";
  const row = columns(name, [...STATUSES.map((status) => `${counts[status]}`), `${time}`]);
  return paint(STYLES[worst], row);
}

function columns(name: string, cells: readonly string[]): string {
  return shorten(name, NAME_WIDTH).padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(9)).join("");
}

function renderFinding(finding: Finding, { commandFor }: ConsoleOptions, paint: Paint): string {
  const { status, of, id, title, reason } = finding;
  const command = commandFor?.(finding);
  return [
    paint(STYLES[status], wrap(`${status}: ${of} / ${id}`, `${SIGNS[status]} `)),
    wrap(title, "  "),
    ...(reason === "" ? [] : [wrap(reason, "  because: ")]),
    // A command is copied, so it stays in one line however long it is.
    ...(command === undefined ? [] : [`  next: ${paint("bold", printable(command))}`]),
  ].join("\n");
}

function renderVerdict({ verdict, summary, milliseconds }: Report, paint: Paint): string {
  const counts = STATUSES.filter((status) => summary[status] > 0).map(
    (status) => `${summary[status]} ${status}`,
  );
  const total = STATUSES.reduce((sum, status) => sum + summary[status], 0);
  const found = total === 0 ? "nothing was checked" : `${enumerate(counts)} of ${count(total, "result")}`;
  const words = `${verdict.toUpperCase()}: ${found}, in ${(milliseconds / 1000).toFixed(1)} s`;
  return paint(["bold", STYLES[verdict]], words);
}

function shorten(text: string, width: number): string {
  const line = printable(text).replace(/\s+/g, " ");
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** Breaks text at blanks, and words that are longer than a line anywhere; later lines stand under the first. */
function wrap(text: string, lead: string): string {
  const width = WIDTH - lead.length;
  const words = printable(text)
    .split(/\s+/)
    .flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gu")) ?? []);
  const lines = [""];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? lead : " ".repeat(lead.length)) + line).join("\n");
}
