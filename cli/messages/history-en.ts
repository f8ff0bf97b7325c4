import { examples } from "./command-examples.ts";

/** What `country-stack history` says. */
export const historyTalk = {
  description:
    "list the last runs against a stack: who did what, when, with which profile and plan, how it ended, and what the checks found",
  examples: examples("history country.yaml", "history country.yaml --target cluster"),
  columns: ["WHEN", "WHO", "WHAT", "PLAN", "RESULT", "TOOK", "CHECKS", "PROFILE", "TOOL"],
  /** A run that says it runs and has no living claim on the stack. */
  died: "died",
  current: "as now",
  none: (stack: string) => `no runs against stack ${stack} are recorded here`,
  notRecorded: (reason: string) => `what the checks found is not in the record of runs: ${reason}`,
  what: (what: string, of: string) => `${what} ${of}`,
  /** Where some of the checks ran. */
  partial: (told: string) => `${told} of some`,
  upgrade: (part: string, to: string) => `${part} → ${to}`,
  /** Objects created, updated, made anew and removed. */
  counts: (create: number, update: number, replace: number, removed: number) =>
    [
      ...(create > 0 ? [`+${create}`] : []),
      ...(update > 0 ? [`~${update}`] : []),
      ...(replace > 0 ? [`±${replace}`] : []),
      ...(removed > 0 ? [`-${removed}`] : []),
    ].join(" "),
  unchanged: "nothing",
  checks: (verdict: string, passed: number, all: number) => `${verdict} ${passed}/${all}`,
  report: {
    description: "what recorded runs and reports found",
    diff: "compare two runs check by check: newly failing, mended, gone, new; exit code 3 where any fails newly or is gone",
    examples: examples(
      "report diff previous latest country.yaml --target cluster",
      "report diff 2026-11-21T22:00 latest country.yaml",
      "report diff before/report.json after/report.json",
    ),
    sideArgument: "a run with checks: how its time begins in history, latest or previous; or a report.json",
    profileArgument: "path of the profile; not needed for two files",
    noRun: (name: string, stack: string) => `no run of stack ${stack} with checks is called ${name}`,
    manyRuns: (name: string) => `${name} is how the times of several runs with checks begin`,
    runs: (times: readonly string[]) =>
      times.length === 0 ? "none is recorded" : `there are: ${times.join(", ")}`,
    notKept: (when: string, kept: number) =>
      `of the run ${when} is only known how it ended: the last ${kept} reports are kept`,
    needsProfile: (name: string) =>
      `${name} is no file, so that it is a run, and the profile says of which stack`,
    title: (before: string, after: string) => `${before} → ${after}`,
    same: "No check differs.",
    failing: (count: number) => `Newly failing (${count})`,
    mended: (count: number) => `Mended (${count})`,
    gone: (count: number) => `Gone (${count})`,
    fresh: (count: number) => `New (${count})`,
    line: (of: string, check: string, states: string) => `  ${of}  ${check}  ${states}`,
  },
};
