import { join } from "node:path";
import { openCluster } from "../../deploy/cluster/client.ts";
import { type RunRecord, readRecord } from "../../deploy/cluster/record.ts";
import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";
import { readLocalRuns } from "./local-runs.ts";
import { unpackChecks } from "./pack-report.ts";

/** What `history` was told on the command line. */
export interface HistoryFlags extends TargetFlags {
  readonly json?: true;
}

/** How much of a profile's hash tells it from the others. */
const SHORT = 8;

/** Prints the runs that the cluster's record or this machine's tells of, the newest last. */
export async function showHistory(terminal: Terminal, profile: string, flags: HistoryFlags): Promise<void> {
  const { stack, hash } = await openStack(profile, terminal, { json: flags.json === true });
  const runs = await readRuns(stack.name, flags);
  if (flags.json) {
    terminal.out(JSON.stringify(runs.map((run) => ({ ...run, ...withChecks(run) }))));
    return;
  }
  if (runs.length === 0) terminal.talk(say.history.none(stack.name));
  else
    terminal.out(
      formatTable(
        say.history.columns.map((title) => ({ title })),
        runs.map((run, index) => rowOf(run, index === runs.length - 1, hash)),
      ),
    );
  const target = flags.target === "cluster" ? " --target cluster" : "";
  const isCompared = runs.filter(({ report }) => hasAllChecks(report)).length > 1;
  terminal.talk(
    say.next(`country-stack ${isCompared ? "report diff previous latest" : "status"} ${profile}${target}`),
  );
}

/** The runs against a stack in the cluster or on this machine, oldest first; none where nothing is recorded. */
export async function readRuns(stack: string, flags: TargetFlags): Promise<readonly RunRecord[]> {
  if (flags.target !== "cluster") return readLocalRuns(join(flags.data, stack));
  const cluster = await openCluster(flags);
  try {
    await cluster.uid();
    return (await readRecord(cluster, stack))?.runs ?? [];
  } finally {
    cluster.close();
  }
}

/** Whether a recorded report has the state of every check of the stack. */
export function hasAllChecks(report: RunRecord["report"]): boolean {
  return report?.checks !== undefined && report.partial === undefined;
}

/** The state of every check in readable form. */
function withChecks({ report }: RunRecord): object {
  if (report === undefined) return {};
  const { checks: _, ...rest } = report;
  return { report: { ...rest, checks: unpackChecks(report) } };
}

function planOf({ plan }: RunRecord): string {
  if (plan === undefined) return "-";
  const { create, update, replace, delete: removed } = plan.counts;
  const texts = [
    say.history.counts(create, update, replace, removed),
    ...plan.upgrades.map(({ part, to }) => say.history.upgrade(part, to)),
  ].filter((text) => text !== "");
  return texts.length === 0 ? say.history.unchanged : texts.join(", ");
}

function checksOf({ report }: RunRecord): string {
  if (report === undefined) return "-";
  const { passed, failed, skipped, error } = report.summary;
  const told = say.history.checks(report.verdict, passed, passed + failed + skipped + error);
  return report.partial === undefined ? told : say.history.partial(told);
}

/** A row of the table; of all but the last run, one that says that it runs has died, as one waits for another. */
export function rowOf(run: RunRecord, isLast: boolean, current: string): string[] {
  const { when, who, what, of, result, until, profileHash, toolVersion } = run;
  const took = until === undefined ? undefined : Math.round((Date.parse(until) - Date.parse(when)) / 1000);
  return [
    when.replace(/\.\d+/, ""),
    // The record names the machine twice where the user's name has it already.
    who.replace(/(@[^@]+)\1$/, "$1"),
    of === undefined ? what : say.history.what(what, of),
    planOf(run),
    result === "running" && !isLast ? say.history.died : result,
    took === undefined ? "-" : `${took}s`,
    checksOf(run),
    profileHash === current ? say.history.current : (profileHash?.slice(0, SHORT) ?? "-"),
    toolVersion ?? "-",
  ];
}
