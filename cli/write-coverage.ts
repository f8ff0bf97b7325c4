import { writeFileSync } from "node:fs";
import type { BlockCoverage, OperationCoverage } from "../conformance/coverage.ts";
import { coverageRows, readCoverage } from "./coverage.ts";
import { coverageTalk } from "./messages/coverage-en.ts";

/** The committed page of what is checked. */
export const COVERAGE_FILE = new URL("../docs/coverage.md", import.meta.url);

const HEAD = `# What of GovStack's specifications is checked

Each row counts the operations of a block's API files: those that the block serves, those that it emits (calls of its own
to somebody else), those with a check that shows what holds (positive) and with one that shows what is refused (negative).
An operation counts as covered when it has both; an emitted one when it has any, since nobody can make a block call
wrongly. The reference servers pass every one of these checks (\`conformance/suites/reference.test.ts\`), and damaged copies
of them show what the checks notice ([write a check](write-a-check.md)).

\`country-stack catalog --coverage\` prints the first table. This page is made by \`node cli/write-coverage.ts\`.`;

/** The text of docs/coverage.md. */
export async function coverageText(): Promise<string> {
  const blocks = await readCoverage();
  const table = markdown(
    coverageTalk.columns.map((title) => title.toLowerCase()),
    coverageRows(blocks),
    2,
  );
  return `${[HEAD, table, ...blocks.flatMap(describeBlock)].join("\n\n")}\n`;
}

function describeBlock({ block, specification, operations }: BlockCoverage): string[] {
  return [
    `## ${block} ${specification}`,
    markdown(coverageTalk.operationColumns, operations.map(describeOperation), 4),
  ];
}

function describeOperation(operation: OperationCoverage): string[] {
  const { id, method, path, direction, level, positive, negative } = operation;
  return [`\`${id}\``, `${method} \`${path}\``, direction, level, String(positive), String(negative)];
}

/** A Markdown table whose columns from `numbersFrom` on are set to the right. */
function markdown(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom: number,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map((_, index) => (index < numbersFrom ? "---" : "---:"));
  return [columns, rule, ...rows].map(line).join("\n");
}

if (process.argv[1] === import.meta.filename) writeFileSync(COVERAGE_FILE, await coverageText());
