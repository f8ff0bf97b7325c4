import { stripVTControlCharacters } from "node:util";

/**
 * Breaks text between words so that no line is longer than `columns`, with `margin` before each. Line breaks of the
 * text stay; a word that is longer than a line has a line to itself.
 */
export function wrapText(text: string, columns: number, margin = ""): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, columns - margin.length))
    .map((line) => `${margin}${line}`.trimEnd())
    .join("\n");
}

function wrapLine(line: string, columns: number): string[] {
  if (width(line) <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/\s+/)) {
    const isEmpty = current.trim() === "";
    if (!isEmpty && width(current) + 1 + width(word) > columns) {
      lines.push(current);
      current = indent + word;
    } else current = isEmpty ? indent + word : `${current} ${word}`;
  }
  return [...lines, current];
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
