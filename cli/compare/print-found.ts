import type {
  OperationComparison,
  ReportComparison,
  StoryComparison,
} from "../../conformance/compare-reports.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";

const { compare: words } = say;

/** What two runs found, operation by operation: results, times, and by name the checks in which they differ. */
export function formatFound(comparison: ReportComparison, terminal: Terminal): string {
  const { before, after, operations, stories } = comparison;
  const title = (text: string) => terminal.outStyle("bold", text);
  const differing = operations.filter(
    (each) => each.passedOnlyBefore.length + each.passedOnlyAfter.length > 0,
  );
  return [
    title(words.found(before.part, before.product, after.product)),
    ...(operations.length === 0 ? [`  ${words.noChecks}`] : indent(operationTable(operations, terminal))),
    "",
    title(words.differences),
    ...(differing.length === 0 ? [`  ${words.none}`] : differing.flatMap(checkLines)),
    ...(stories.length === 0 ? [] : ["", title(words.stories), ...indent(storyTable(stories, terminal))]),
    ...notesOf(comparison),
    "",
    words.timesFrom,
  ].join("\n");
}

const indent = (text: string): string[] => text.split("\n").map((line) => `  ${line}`);

function operationTable(operations: readonly OperationComparison[], terminal: Terminal): string {
  const rows = operations.map(({ operation, change, before, after }) => [
    operation,
    passedOf(before),
    passedOf(after),
    changeWord(change, terminal),
    timeOf(before.p50),
    timeOf(after.p50),
    timeOf(before.p95),
    timeOf(after.p95),
    `${before.samples}/${after.samples}`,
  ]);
  const columns = words.operationColumns.map((title, index) =>
    index === 0 || index === 3 ? { title } : { title, align: "right" as const },
  );
  return formatTable(columns, rows);
}

function passedOf({ passed, failed, skipped, error }: OperationComparison["before"]): string {
  const all = passed + failed + skipped + error;
  return all === 0 ? "-" : `${passed}/${all}`;
}

const timeOf = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? "-" : String(milliseconds);

function changeWord(change: OperationComparison["change"], { outStyle }: Terminal): string {
  if (change === "lost") return outStyle("red", words.lost);
  return change === "gained" ? outStyle("green", words.gained) : "";
}

function checkLines({ operation, passedOnlyBefore, passedOnlyAfter }: OperationComparison): string[] {
  const line = (
    checks: readonly string[],
    sentence: (operation: string, checks: readonly string[]) => string,
  ) => (checks.length === 0 ? [] : [`  ${sentence(operation, checks)}`]);
  return [...line(passedOnlyBefore, words.onlyBefore), ...line(passedOnlyAfter, words.onlyAfter)];
}

function storyTable(stories: readonly StoryComparison[], terminal: Terminal): string {
  const cell = (side: StoryComparison["before"]) =>
    side === undefined ? "-" : `${side.status} ${side.milliseconds} ms`;
  const rows = stories.map(({ useCase, story, before, after, change }) => [
    useCase,
    story,
    cell(before),
    cell(after),
    changeWord(change, terminal),
  ]);
  return formatTable(
    words.storyColumns.map((title) => ({ title })),
    rows,
  );
}

function notesOf({ before, after }: ReportComparison): string[] {
  const notes = [...new Set([...before.notes, ...after.notes])];
  return notes.length === 0 ? [] : ["", ...notes.map((note) => words.note(note))];
}
