import { stripVTControlCharacters } from "node:util";
import { GRANT_CODES } from "../../profiles/exemptions.ts";
import type { Issue, IssueCode } from "../../profiles/issue.ts";
import type { Review } from "../init/review.ts";
import { messages } from "../messages/en.ts";
import { initTalk } from "../messages/init-en.ts";
import type { Terminal } from "../terminal.ts";
import { printable } from "./source-line.ts";
import { type Column, formatTable } from "./table.ts";
import { wrapText } from "./wrap.ts";

const say = initTalk.review;

/** The page that a person sees before the profile is written: parts, links, exemptions, what is missing. */
export function formatReview(review: Review, terminal: Terminal): string {
  const { columns } = terminal;
  const title = (text: string) => terminal.talkStyle("bold", text);
  const wrapped = (text: string, margin = "  ") => wrapText(printable(text), columns, margin);
  const section = (head: string, lines: readonly string[], none: string) => [
    "",
    title(head),
    ...(lines.length === 0 ? [`  ${none}`] : lines),
  ];
  const links = review.links.flatMap(({ from, to, via, reason }) => [
    wrapped(`${from} → ${to} (${via})`),
    wrapped(reason, "    "),
  ]);
  const exemptions = review.exemptions.map(({ rule, match, state }) =>
    wrapped(`${say.states[state]}: ${rule}, ${match}`),
  );
  const open = review.exemptions.filter(({ state }) => state === "needed").length;
  const missing = [
    ...(open === 0 ? [] : [terminal.talkStyle("red", wrapped(say.notGranted(open)))]),
    // Each exemption stands above already.
    ...review.issues
      .filter(({ code }) => !isAboutExemptions(code))
      .flatMap((issue) => issueLines(issue, terminal)),
  ];
  return [
    title(say.title(review.name, printable(review.country), review.environment, review.size)),
    "",
    formatParts(review, columns),
    ...section(say.links, links, say.none),
    ...section(say.exemptions, exemptions, say.none),
    ...section(say.missing, missing, say.nothing),
  ].join("\n");
}

const isAboutExemptions = (code: IssueCode): boolean => code === "CS1505" || GRANT_CODES.includes(code);

function issueLines({ code, params, severity }: Issue, terminal: Terminal): string[] {
  const wrapped = (text: string, margin: string) => wrapText(printable(text), terminal.columns, margin);
  const hint = messages[code].hint?.(params);
  const sentence = wrapped(`${code}: ${messages[code].sentence(params)}`, "  ");
  return [
    terminal.talkStyle(severity === "error" ? "red" : "yellow", sentence),
    ...(hint === undefined ? [] : [wrapped(hint, "    ")]),
  ];
}

/** The owner's column goes where the terminal is too narrow for it. */
function formatParts({ parts, total }: Review, columns: number): string {
  const table = (withOwner: boolean) => {
    const owner = (text: string) => (withOwner ? [text] : []);
    const heads: Column[] = [
      { title: say.part },
      { title: say.product },
      ...owner(say.owner).map((head) => ({ title: head })),
      ...say.amounts.map((head) => ({ title: head, align: "right" as const })),
    ];
    const rows = parts.map((part) => [
      part.part,
      part.product,
      ...owner(part.owner),
      ...(part.elsewhere ? [say.elsewhere, "", ""] : [part.cpu, part.memory, part.storage]),
    ]);
    return formatTable(heads, [
      ...rows,
      [say.total, "", ...owner(""), total.cpu, total.memory, total.storage],
    ]);
  };
  const wide = table(true);
  const widest = Math.max(...wide.split("\n").map((line) => stripVTControlCharacters(line).length));
  return widest <= columns ? wide : table(false);
}
