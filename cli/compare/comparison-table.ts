import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { printable } from "../ui/source-line.ts";
import { formatTable } from "../ui/table.ts";
import { type ComparisonRow, rowsOf } from "./comparison-rows.ts";
import type { Comparison } from "./describe-comparison.ts";

/** Columns of a terminal that the table takes at most, and products beside each other in them. */
const WIDTH = 80;
const BESIDE = 3;
const GAP = 2;

/** Products as columns, as many beside each other as 80 columns bear; more of them stand in further tables below. */
export function formatComparison(comparison: Comparison, terminal: Terminal): string {
  const { products, block } = comparison;
  const tables = Math.ceil(products.length / BESIDE);
  const each = Math.ceil(products.length / tables);
  const groups = Array.from({ length: tables }, (_, index) =>
    products.slice(index * each, (index + 1) * each),
  );
  const texts = groups.map((group) => {
    const heads = group.map(({ product }) => product);
    return formatGroup(rowsOf({ block, products: group }, false), heads);
  });
  return [terminal.outStyle("bold", say.compare.title(block)), ...texts].join("\n\n");
}

function formatGroup(rows: readonly ComparisonRow[], heads: readonly string[]): string {
  const label = Math.max(...rows.map(({ name }) => name.length));
  const width = Math.floor((WIDTH - label - GAP * heads.length) / heads.length);
  const lines = rows.flatMap(({ name, cells }) => {
    const columns = cells.map((texts) => texts.flatMap((text) => wrap(printable(text), width)));
    const height = Math.max(...columns.map((column) => column.length));
    return Array.from({ length: height }, (_, line) => [
      line === 0 ? name : "",
      ...columns.map((column) => column[line] ?? ""),
    ]);
  });
  return formatTable([{ title: "" }, ...heads.map((title) => ({ title }))], lines);
}

/** Breaks a text at blanks; a word that is longer than a line, such as an address, behind a sign or where it must. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return line === "" ? lines : [...lines, line];
}

function cut(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const sign = word.slice(0, width).search(/[/:,-][^/:,-]*$/);
  const at = sign > 0 ? sign + 1 : width;
  return [word.slice(0, at), ...cut(word.slice(at), width)];
}
