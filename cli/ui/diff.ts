/** Lines around a change that are shown with it. */
const CONTEXT = 2;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/**
 * How one text becomes another, as `diff -u` writes it, with two lines around each change; the empty text where they
 * are the same. Meant for texts that differ in few lines.
 */
export function formatDiff(file: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = compareLines(splitLines(before), splitLines(after));
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== " "),
  );
  const output = [`--- ${file}`, `+++ ${file}`];
  let [old, now] = [1, 1];
  for (const [index, { sign, text }] of lines.entries()) {
    if (shown[index]) {
      if (index === 0 || !shown[index - 1]) output.push(headOf(lines, shown, index, old, now));
      output.push(`${sign}${text}`);
    }
    if (sign !== "+") old += 1;
    if (sign !== "-") now += 1;
  }
  return output.join("\n");
}

function headOf(
  lines: readonly Line[],
  shown: readonly boolean[],
  from: number,
  old: number,
  now: number,
): string {
  const end = shown.indexOf(false, from);
  const hunk = lines.slice(from, end === -1 ? lines.length : end);
  const count = (without: string) => hunk.filter(({ sign }) => sign !== without).length;
  return `@@ -${old},${count("+")} +${now},${count("-")} @@`;
}

/** The lines without their ends; a text that ends in the middle of a line says so, as `diff` does. */
function splitLines(text: string): string[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** What is the same at both ends is set aside; within the rest a longest common subsequence stays. */
function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const same = (text: string): Line => ({ sign: " ", text });
  return [
    ...before.slice(0, start).map(same),
    ...compareRest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

function compareRest(before: readonly string[], after: readonly string[]): Line[] {
  const lengths = commonLengths(before, after);
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, now] = [before[row], after[column]];
    if (old !== undefined && old === now) {
      lines.push({ sign: " ", text: old });
      row += 1;
      column += 1;
    } else if (old !== undefined && (lengths[row + 1]?.[column] ?? 0) >= (lengths[row]?.[column + 1] ?? 0)) {
      lines.push({ sign: "-", text: old });
      row += 1;
    } else {
      lines.push({ sign: "+", text: now ?? "" });
      column += 1;
    }
  }
  return lines;
}

/** How many lines the ends of both texts from each pair of places on have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const [here = [], below = []] = [lengths[row], lengths[row + 1]];
      here[column] =
        before[row] === after[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, here[column + 1] ?? 0);
    }
  }
  return lengths;
}
