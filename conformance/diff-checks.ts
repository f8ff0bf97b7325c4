import type { Status } from "./result.ts";

/** What became of each check, by the part or use case that it belongs to and its id: `civil`, `read-1`. */
export type CheckStates = Readonly<Record<string, Readonly<Record<string, Status>>>>;

/** A check in which two runs differ; a side is absent where it did not run. */
export interface DifferingCheck {
  /** The part, or the use case. */
  readonly of: string;
  readonly check: string;
  readonly before?: Status;
  readonly after?: Status;
}

/** Two runs, check by check. What is skipped in both, or not passed in both, differs in nothing. */
export interface CheckDifferences {
  /** Passed before, and do not any more. */
  readonly failing: readonly DifferingCheck[];
  /** Pass now, and did not before. */
  readonly mended: readonly DifferingCheck[];
  /** Not there any more. */
  readonly gone: readonly DifferingCheck[];
  /** Not there before. */
  readonly new: readonly DifferingCheck[];
}

/** A report as far as its states go, just made or read. */
interface CheckedReport {
  readonly parts: readonly {
    readonly part: string;
    readonly results: readonly { readonly check: string; readonly status: Status }[];
  }[];
  readonly useCases: readonly {
    readonly useCase: string;
    readonly results: readonly { readonly story: string; readonly status: Status }[];
  }[];
}

/** The states of a report's checks, and of the stories of its use cases. Pure. */
export function checkStates({ parts, useCases }: CheckedReport): CheckStates {
  const ofParts = parts.map(({ part, results }) => [
    part,
    Object.fromEntries(results.map(({ check, status }) => [check, status])),
  ]);
  const ofStories = useCases.map(({ useCase, results }) => [
    useCase,
    Object.fromEntries(results.map(({ story, status }) => [story, status])),
  ]);
  return Object.fromEntries([...ofParts, ...ofStories]);
}

/** Compares two runs check by check. Pure. */
export function diffChecks(before: CheckStates, after: CheckStates): CheckDifferences {
  const all = differing(before, after);
  const passes = (status: Status | undefined) => status === "passed";
  const both = all.filter((one) => one.before !== undefined && one.after !== undefined);
  return {
    failing: both.filter((one) => passes(one.before) && !passes(one.after)),
    mended: both.filter((one) => !passes(one.before) && passes(one.after)),
    gone: all.filter((one) => one.after === undefined),
    new: all.filter((one) => one.before === undefined),
  };
}

function differing(before: CheckStates, after: CheckStates): DifferingCheck[] {
  const owners = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...owners].flatMap((of) => {
    const [old = {}, now = {}] = [before[of], after[of]];
    const checks = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [...checks].flatMap((check): DifferingCheck[] => {
      const [was, is] = [old[check], now[check]];
      if (was === is) return [];
      return [
        {
          of,
          check,
          ...(was === undefined ? {} : { before: was }),
          ...(is === undefined ? {} : { after: is }),
        },
      ];
    });
  });
}
