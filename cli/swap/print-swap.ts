import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";
import { dataLines } from "./print-data.ts";
import type { Dependant, MovedLink, MovedPart, PartProduct, Requests, SwapSummary } from "./swap-summary.ts";

const { swap: words } = say;

/** A swap as a person reads it, section by section; the diff is coloured where the terminal has colours. */
export function formatSwap(summary: SwapSummary, terminal: Terminal): string {
  const title = (text: string) => terminal.outStyle("bold", text);
  const sections: [string, string[]][] = [
    [words.dependants, dependantLines(summary)],
    [words.through, summary.through.map(({ from, to }) => `${from} → ${to}`)],
    [words.useCases, roleLines(summary)],
    [words.moves, moveLines(summary)],
    [words.profile, profileLines(summary, terminal)],
    [words.data, dataLines(summary)],
    [words.exemptions, exemptionLines(summary)],
    [words.footprint, footprintLines(summary)],
  ];
  // What a part alone can have is said also where there is none of it; the rest would be noise.
  const always = [words.dependants, words.exemptions];
  const shown = sections.filter(([name, lines]) => lines.length > 0 || always.includes(name));
  return [
    title(words.title(summary.part, summary.block, summary.profile)),
    ...productLines(summary),
    ...shown.flatMap(([name, lines]) => [
      "",
      title(name),
      ...indent(lines.length === 0 ? [words.none] : lines),
    ]),
  ].join("\n");
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === "" ? "" : `  ${line}`));

function productLines({ before, after }: SwapSummary): string[] {
  const row = (name: string, { product, release, title, url }: PartProduct) => [
    name,
    `${product} ${release}`,
    url === undefined ? title : `${title}, ${words.runsAt(url)}`,
  ];
  const columns = [{ title: "" }, { title: "" }, { title: "" }];
  const table = formatTable(columns, [row(words.from, before), row(words.to, after)]);
  return indent(table.split("\n").slice(1));
}

function dependantLines({ dependants, part, after }: SwapSummary): string[] {
  const rows = dependants.map((dependant) => [
    dependant.part,
    dependant.capability,
    dependant.via,
    stateOf(dependant, part, after.product),
  ]);
  const lines = formatRows(rows);
  return lines.flatMap((line, index) => [line, `  ${dependants[index]?.reason ?? ""}`]);
}

function stateOf({ after, by = "" }: Pick<Dependant, "after" | "by">, part: string, product: string): string {
  const states = {
    served: words.served(part),
    elsewhere: words.elsewhere(by),
    unserved: words.unserved(product),
    "not-asked": words.notAsked,
    unknown: words.unknown,
  };
  return states[after];
}

function roleLines({ roles, part, after }: SwapSummary): string[] {
  return formatRows(
    roles.map((role) => [role.useCase, words.role(role.role), stateOf(role, part, after.product)]),
  );
}

function moveLines({ parts, links, images, edit }: SwapSummary): string[] {
  const part = ({ part: name, product, release }: MovedPart) => words.movedPart(name, product, release);
  const link = ({ from, to, via, reason }: MovedLink) => `${words.movedLink(from, to, via)}: ${reason}`;
  const added = (image: string) => {
    return images.unlocked.includes(image) ? `${words.image(image)}: ${words.unlocked}` : words.image(image);
  };
  if (edit.diff === "") return [];
  return [
    ...parts.gone.map((moved) => `- ${part(moved)}`),
    ...links.gone.map((moved) => `- ${link(moved)}`),
    ...images.gone.map((image) => `- ${words.image(image)}`),
    ...parts.added.map((moved) => `+ ${part(moved)}`),
    ...links.added.map((moved) => `+ ${link(moved)}`),
    ...images.added.map((image) => `+ ${added(image)}`),
  ];
}

function profileLines({ edit, before, after }: SwapSummary, terminal: Terminal): string[] {
  const { options, overrides, dropped } = edit;
  const said = (
    list: readonly string[],
    sentence: (list: readonly string[], product: string) => string,
    of: string,
  ) => (list.length === 0 ? [] : [sentence(list, of)]);
  const lines = [
    ...(edit.inheritedFrom === undefined ? [] : [words.inherited(edit.file, edit.inheritedFrom)]),
    ...said(options.kept, words.optionsKept, after.product),
    ...said(options.given, words.optionsGiven, after.product),
    ...said(options.dropped, words.optionsDropped, after.product),
    ...options.missing.map(({ name, description }) => words.optionMissing(name, after.product, description)),
    ...said(dropped, words.keysDropped, before.product),
    ...said(overrides, words.overridesKept, before.product),
  ];
  return [...lines, ...edit.diff.split("\n").map((line) => paint(line, terminal))];
}

function paint(line: string, { outStyle }: Terminal): string {
  if (line.startsWith("---") || line.startsWith("+++")) return outStyle("bold", line);
  if (line.startsWith("@@")) return outStyle("cyan", line);
  if (line.startsWith("-")) return outStyle("red", line);
  return line.startsWith("+") ? outStyle("green", line) : line;
}

function exemptionLines({ exemptions, environment }: SwapSummary): string[] {
  const state = (granted: boolean): string => {
    if (granted) return words.granted;
    return environment === "development" ? words.byDevelopment : words.notGranted;
  };
  const needed = exemptions.needed.flatMap(({ rule, match, reason, granted }) => [
    `${rule} for ${match}: ${state(granted)}`,
    `  ${reason}`,
  ]);
  return [...needed, ...exemptions.idle.map(({ rule, match }) => words.idle(rule, match))];
}

function footprintLines({ footprint }: SwapSummary): string[] {
  const cells = (requests: Requests | undefined) =>
    requests === undefined ? ["-", "-", "-"] : [requests.cpu, requests.memory, requests.storage];
  const rows = footprint.parts.map(({ part, before, after }) => [part, ...cells(before), ...cells(after)]);
  const { before, after } = footprint.total;
  const columns = words.columns.map((title, index) =>
    index === 0 ? { title } : { title, align: "right" as const },
  );
  return formatTable(columns, [...rows, [words.total, ...cells(before), ...cells(after)]]).split("\n");
}

/** Rows in columns without a head. */
function formatRows(rows: readonly string[][]): string[] {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, () => ({ title: "" }));
  return formatTable(columns, rows).split("\n").slice(1);
}
