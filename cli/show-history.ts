import { openCluster } from "../deploy/cluster/client.ts";
import { type RunRecord, readRecord } from "../deploy/cluster/record.ts";
import { say } from "./messages/talk-en.ts";
import { openStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";
import { formatTable } from "./ui/table.ts";

/** What `history` was told on the command line. */
export interface HistoryFlags extends TargetFlags {
  readonly json?: true;
}

/** How much of a profile's hash tells it from the others. */
const SHORT = 8;

/** Prints the runs that the cluster's record tells of, the newest last. */
export async function showHistory(terminal: Terminal, profile: string, flags: HistoryFlags): Promise<void> {
  const { stack, hash } = await openStack(profile, terminal, { json: flags.json === true });
  const runs = flags.target === "cluster" ? await readRuns(stack.name, flags) : [];
  if (flags.json) {
    terminal.out(JSON.stringify(runs ?? []));
    return;
  }
  if (flags.target !== "cluster") terminal.talk(say.history.notHere);
  else if (runs === undefined) terminal.talk(say.history.none(stack.name));
  else
    terminal.out(
      formatTable(
        say.history.columns.map((title) => ({ title })),
        runs.map((run, index) => rowOf(run, index === runs.length - 1, hash)),
      ),
    );
  if (flags.target === "cluster") terminal.talk(say.next(`country-stack status ${profile} --target cluster`));
}

async function readRuns(stack: string, flags: TargetFlags): Promise<readonly RunRecord[] | undefined> {
  const cluster = await openCluster(flags);
  try {
    await cluster.uid();
    return (await readRecord(cluster, stack))?.runs;
  } finally {
    cluster.close();
  }
}

/** A row of the table; of all but the last run, one that says that it runs has died, as one waits for another. */
export function rowOf(run: RunRecord, isLast: boolean, current: string): string[] {
  const { when, who, what, result, until, profileHash, toolVersion } = run;
  const took = until === undefined ? undefined : Math.round((Date.parse(until) - Date.parse(when)) / 1000);
  return [
    when.replace(/\.\d+/, ""),
    // The record names the machine twice where the user's name has it already.
    who.replace(/(@[^@]+)\1$/, "$1"),
    what,
    result === "running" && !isLast ? say.history.died : result,
    took === undefined ? "-" : `${took}s`,
    profileHash === current ? say.history.current : (profileHash?.slice(0, SHORT) ?? "-"),
    toolVersion ?? "-",
  ];
}
