import { spawnSync } from "node:child_process";
import { ROOT } from "../run-cli.ts";
import { type Finding, medianOf } from "./finding.ts";

const RUNS = 10;
const COMMAND = "cli/country-stack.cjs";

/** What is started, and how many times as long as Node alone it may take. */
const STARTS: readonly {
  readonly name: string;
  readonly args: readonly string[];
  readonly promised?: number;
}[] = [
  { name: "node -e 0", args: ["-e", "0"] },
  { name: "--help", args: [COMMAND, "--help"], promised: 3 },
  { name: "--version", args: [COMMAND, "--version"], promised: 3 },
  { name: "validate", args: [COMMAND, "validate", "profiles/countries/utopia.yaml"], promised: 6 },
];

/** Wall time from the start of a process to its end, in turns, so that a busy machine is busy for all. */
export function measureStartUp(): Finding[] {
  const times = STARTS.map(() => [] as number[]);
  // The first run fills Node's compile cache, as the first run of a person does.
  for (const { args } of STARTS) time(args);
  for (let run = 0; run < RUNS; run++)
    for (const [index, { args }] of STARTS.entries()) times[index]?.push(time(args));
  const medians = times.map(medianOf);
  const [bare = Number.NaN] = medians;
  return STARTS.flatMap(({ name, promised }, index) => {
    const value = medians[index] ?? Number.NaN;
    const whole: Finding = {
      name: `start-up, ${name}`,
      value,
      unit: "ms",
      note: `median of ${RUNS}, wall time`,
    };
    if (promised === undefined) return [whole];
    return [whole, { name: `start-up, ${name} to node -e 0`, value: value / bare, unit: "times", promised }];
  });
}

function time(args: readonly string[]): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begin;
}
