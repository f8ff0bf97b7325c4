/** One measured value. Times are milliseconds, memory is megabytes (10^6 bytes), ratios have no unit. */
export interface Finding {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "MB" | "requests/s" | "errors" | "times";
  /** The highest value that was promised; absent where nothing was. */
  readonly promised?: number;
  /** How it came about, for a person. */
  readonly note?: string;
}

/** Whether the value is what was promised, or nothing was. */
export function isKept({ value, promised }: Finding): boolean {
  return promised === undefined || value <= promised;
}

/** The middle one of the values, or the mean of the middle two. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The findings as lines of a table. */
export function formatFindings(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => {
    const { name, value, unit, promised, note = "" } = finding;
    const bound = promised === undefined ? "" : `<= ${promised}`;
    const verdict = isKept(finding) ? "kept" : "BROKEN";
    return [name, `${round(value)} ${unit}`, bound, promised === undefined ? "" : verdict, note];
  });
  const all = [["measure", "value", "promised", "", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Three digits are as many as such measurements have. */
function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
