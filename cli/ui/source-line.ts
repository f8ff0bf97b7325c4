import type { Span } from "../../charts/spi/index.ts";

/** How many columns of a terminal a source line takes at most. */
const WIDTH = 100;

/** How many of these stand before the place in question, where the line is longer. */
const LEAD = 40;

const CONTROL = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** Text that can be shown on any terminal: control characters, which could drive it, are replaced. */
export function printable(text: string): string {
  return [...text].map((character) => (CONTROL.test(character) ? "\uFFFD" : character)).join("");
}

interface Cell {
  readonly text: string;
  /** Columns on a terminal. */
  readonly width: number;
  readonly marked: boolean;
}

/**
 * A line of a source and the carets under a place in it. A tab takes four columns, a wide character two, a mark
 * that combines none; of a line of more than 100 columns only what is around the place is shown.
 */
export function sourceLine(source: string, at: Span): { readonly line: string; readonly carets: string } {
  const text = (source.split("\n")[at.line - 1] ?? "").replace(/\r$/, "");
  const { cells, cut } = window(cellsOf(text, at));
  const before = cells.findIndex((cell) => cell.marked);
  const lead = before === -1 ? widthOf(cells) : widthOf(cells.slice(0, before));
  const marked = Math.max(1, widthOf(cells.filter((cell) => cell.marked)));
  const line = `${cut.left ? "…" : ""}${cells.map((cell) => cell.text).join("")}${cut.right ? "…" : ""}`;
  return { line, carets: " ".repeat(lead + (cut.left ? 1 : 0)) + "^".repeat(marked) };
}

function cellsOf(text: string, at: Span): Cell[] {
  let column = 1;
  return [...text].map((character) => {
    const marked = column >= at.column && column < at.endColumn;
    column += character.length;
    return { ...shown(character), marked };
  });
}

function shown(character: string): { readonly text: string; readonly width: number } {
  if (character === "\t") return { text: "    ", width: 4 };
  if (CONTROL.test(character)) return { text: "\uFFFD", width: 1 };
  if (NO_WIDTH.test(character)) return { text: character, width: 0 };
  return { text: character, width: WIDE.test(character) ? 2 : 1 };
}

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, cell) => sum + cell.width, 0);

/** The cells around the marked ones that fit, and whether some were left out on either side. */
function window(cells: readonly Cell[]): {
  readonly cells: readonly Cell[];
  readonly cut: { readonly left: boolean; readonly right: boolean };
} {
  if (widthOf(cells) <= WIDTH) return { cells, cut: { left: false, right: false } };
  const marked = cells.findIndex((cell) => cell.marked);
  const last = marked === -1 ? cells.length : marked;
  let start = last;
  for (let lead = 0; start > 0 && lead < LEAD; start--) lead += cells[start - 1]?.width ?? 0;
  let end = start;
  // One column on either side is for the sign that something was left out.
  for (let width = 2; end < cells.length; end++) {
    width += cells[end]?.width ?? 0;
    if (width > WIDTH) break;
  }
  return { cells: cells.slice(start, end), cut: { left: start > 0, right: end < cells.length } };
}
