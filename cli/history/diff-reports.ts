import { existsSync } from "node:fs";
import {
  type CheckStates,
  checkStates,
  type DifferingCheck,
  diffChecks,
} from "../../conformance/diff-checks.ts";
import { REPORTS, type RunRecord } from "../../deploy/cluster/record.ts";
import { readReportFile } from "../compare/compare-found.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { unpackChecks } from "./pack-report.ts";
import { readRuns } from "./show-history.ts";

/** What `report diff` was told on the command line. */
export interface DiffFlags extends TargetFlags {
  readonly json?: true;
}

const { report: words } = say.history;

/** How many runs with checks back a word means. */
const BACK: Readonly<Record<string, number>> = { latest: 1, previous: 2 };

/** What a run or a report found, and when. */
interface Side {
  readonly when: string;
  readonly states: CheckStates;
}

/** Compares two recorded runs, or two reports, check by check; ends with exit code 3 where one fails newly or is gone. */
export async function diffReports(
  terminal: Terminal,
  names: readonly [before: string, after: string],
  profile: string | undefined,
  flags: DiffFlags,
): Promise<void> {
  const runs = profile === undefined ? undefined : await openRuns(terminal, profile, flags);
  const [before, after] = names.map((name) => readSide(name, runs)) as [Side, Side];
  const differences = diffChecks(before.states, after.states);
  if (flags.json) terminal.out(JSON.stringify({ before: before.when, after: after.when, ...differences }));
  else {
    const { failing, mended, gone, new: fresh } = differences;
    const lines = [
      ...section(words.failing(failing.length), failing),
      ...section(words.gone(gone.length), gone),
      ...section(words.mended(mended.length), mended),
      ...section(words.fresh(fresh.length), fresh),
    ];
    terminal.out(
      [words.title(before.when, after.when), ...(lines.length === 0 ? [words.same] : lines)].join("\n"),
    );
  }
  if (differences.failing.length + differences.gone.length > 0) throw new Exit(EXIT.changes);
}

interface RecordedRuns {
  readonly stack: string;
  readonly runs: readonly RunRecord[];
}

async function openRuns(terminal: Terminal, profile: string, flags: DiffFlags): Promise<RecordedRuns> {
  const { stack } = await openStack(profile, terminal, { json: flags.json === true });
  const runs = await readRuns(stack.name, flags);
  return { stack: stack.name, runs: runs.filter(({ report }) => report !== undefined) };
}

function readSide(name: string, recorded: RecordedRuns | undefined): Side {
  if (existsSync(name)) {
    const report = readReportFile(name);
    return { when: report.startedAt, states: checkStates(report) };
  }
  if (recorded === undefined) throw new UsageError(words.needsProfile(name));
  const run = chooseRun(name, recorded);
  const states = run.report === undefined ? undefined : unpackChecks(run.report);
  if (states === undefined) throw new UsageError(words.notKept(run.when, REPORTS));
  return { when: run.when, states };
}

/** The run that a name means: `latest`, `previous`, or how its time begins. */
export function chooseRun(name: string, { stack, runs }: RecordedRuns): RunRecord {
  const isTime = ({ when }: RunRecord) => when.startsWith(name.replace(/Z$/, ""));
  const back = BACK[name];
  // What some checks found says nothing of the others; such a run is meant only where it is named.
  const whole = runs.filter(({ report }) => report?.partial === undefined);
  const found =
    back === undefined ? runs.filter(isTime) : [whole.at(-back)].filter((run) => run !== undefined);
  const [run] = found;
  const hint = words.runs(runs.map(({ when }) => when.replace(/\.\d+/, "")));
  if (run === undefined) throw new UsageError(words.noRun(name, stack), hint);
  if (found.length > 1) throw new UsageError(words.manyRuns(name), hint);
  return run;
}

function section(title: string, checks: readonly DifferingCheck[]): string[] {
  if (checks.length === 0) return [];
  const lines = checks.map(({ of, check, before = "-", after = "-" }) =>
    words.line(of, check, `${before} → ${after}`),
  );
  return [title, ...lines];
}
