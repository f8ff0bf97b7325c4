import type { ReadPart, ReadReport } from "./read-report.ts";
import type { Status } from "./result.ts";
import type { RecognizeRequest } from "./suites/recognize.ts";

/** What a run found of one operation. Times are milliseconds, by the nearest rank; absent where nothing was answered. */
export interface OperationState {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly error: number;
  /** How many answers to this operation the report holds. */
  readonly samples: number;
  readonly p50?: number;
  readonly p95?: number;
}

/**
 * An operation before and after. It works where at least one check passed and none failed or ended in an error;
 * `gained` and `lost` are about that. The checks are those by whose id the two runs differ.
 */
export interface OperationComparison {
  readonly operation: string;
  readonly change: "gained" | "lost" | "same";
  readonly before: OperationState;
  readonly after: OperationState;
  readonly passedOnlyBefore: readonly string[];
  readonly passedOnlyAfter: readonly string[];
}

/** A story of a use case before and after; a side is absent where it was not told. */
export interface StoryComparison {
  readonly useCase: string;
  readonly story: string;
  readonly title: string;
  readonly change: "gained" | "lost" | "same";
  readonly before?: { readonly status: Status; readonly milliseconds: number };
  readonly after?: { readonly status: Status; readonly milliseconds: number };
}

/** Two runs of a block's suite, and of the use cases. */
export interface ReportComparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly operations: readonly OperationComparison[];
  readonly stories: readonly StoryComparison[];
}

/** Which run was compared. */
export interface ComparedRun {
  readonly part: string;
  readonly product: string;
  readonly engine: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly notes: readonly string[];
}

/** A report and the part of it that is compared. */
export interface ComparedSide {
  readonly report: ReadReport;
  readonly part: ReadPart;
}

/** Compares what two runs found of one part, operation by operation, and of the use cases, story by story. Pure. */
export function compareReports(
  before: ComparedSide,
  after: ComparedSide,
  recognize: RecognizeRequest,
): ReportComparison {
  const [old, now] = [before, after].map(({ part }) => timesOf(part, recognize));
  const results = [...before.part.results, ...after.part.results];
  const operations = [...new Set(results.map(({ operation }) => operation))];
  return {
    before: runOf(before),
    after: runOf(after),
    operations: operations.map((operation) => {
      const sides = {
        before: stateOf(before.part, operation, old?.get(operation) ?? []),
        after: stateOf(after.part, operation, now?.get(operation) ?? []),
      };
      const [passedBefore, passedAfter] = [before, after].map(({ part }) => passedIn(part, operation));
      return {
        operation,
        change: changeOf(works(sides.before), works(sides.after)),
        ...sides,
        passedOnlyBefore: [...(passedBefore ?? [])].filter((check) => !passedAfter?.has(check)),
        passedOnlyAfter: [...(passedAfter ?? [])].filter((check) => !passedBefore?.has(check)),
      };
    }),
    stories: compareStories(before.report, after.report),
  };
}

function runOf({ report, part }: ComparedSide): ComparedRun {
  const { engine, startedAt, notes } = report;
  return { part: part.part, product: part.product, engine, startedAt, notes };
}

/** How long each operation took to answer, over all checks of the part: most of them call several operations. */
function timesOf({ url, results }: ReadPart, recognize: RecognizeRequest): Map<string, number[]> {
  const base = URL.parse(url)?.pathname.replace(/\/$/, "") ?? "";
  const times = new Map<string, number[]>();
  for (const { method, url: asked, status, milliseconds } of results.flatMap(({ exchanges }) => exchanges)) {
    const path = URL.parse(asked)?.pathname ?? "";
    const operation = path.startsWith(base) ? recognize(method, path.slice(base.length)) : undefined;
    if (operation === undefined || status === 0) continue;
    times.set(operation, [...(times.get(operation) ?? []), milliseconds]);
  }
  return times;
}

function stateOf({ results }: ReadPart, operation: string, times: readonly number[]): OperationState {
  const counts = { passed: 0, failed: 0, skipped: 0, error: 0 };
  for (const result of results) if (result.operation === operation) counts[result.status] += 1;
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p95] = [rank(sorted, 0.5), rank(sorted, 0.95)];
  return {
    ...counts,
    samples: sorted.length,
    ...(p50 === undefined || p95 === undefined ? {} : { p50, p95 }),
  };
}

/** The smallest value that a share of all values does not exceed. */
function rank(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

const works = ({ passed, failed, error }: OperationState): boolean => passed > 0 && failed + error === 0;

function changeOf(before: boolean, after: boolean): "gained" | "lost" | "same" {
  if (before === after) return "same";
  return after ? "gained" : "lost";
}

function passedIn({ results }: ReadPart, operation: string): Set<string> {
  const passed = results.filter((result) => result.operation === operation && result.status === "passed");
  return new Set(passed.map(({ check }) => check));
}

function compareStories(before: ReadReport, after: ReadReport): StoryComparison[] {
  const [old, now] = [storiesOf(before), storiesOf(after)];
  return [...new Map([...old, ...now])].map(([id, { useCase, story, title }]) => {
    const [was, is] = [old.get(id), now.get(id)];
    return {
      useCase,
      story,
      title,
      change: changeOf(was?.status === "passed", is?.status === "passed"),
      ...(was === undefined ? {} : { before: { status: was.status, milliseconds: was.milliseconds } }),
      ...(is === undefined ? {} : { after: { status: is.status, milliseconds: is.milliseconds } }),
    };
  });
}

function storiesOf({ useCases }: ReadReport) {
  const stories = useCases.flatMap(({ useCase, results }) => results.map((each) => ({ ...each, useCase })));
  return new Map(stories.map((story) => [`${story.useCase} ${story.story}`, story]));
}
