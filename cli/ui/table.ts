import { stripVTControlCharacters } from "node:util";

/** A column of a table; numbers are set to the right. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Sets rows in columns with two spaces between them; the last column is not padded. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ""))));
  return lines
    .map((line) =>
      columns
        .map((column, index) => pad(line[index] ?? "", widths[index] ?? 0, column.align))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function pad(text: string, to: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, to - width(text)));
  return align === "right" ? space + text : text + space;
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
