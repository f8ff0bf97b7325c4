import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Finding, medianOf } from "./finding.ts";

const RUNS = 3;
const PROMISED_RATIO = 14;

/** The CPU time of the synthesis of 100 and of 1,000 parts, in turns, each in a fresh process. */
export function measureSynthesis(): Finding[] {
  const small: number[] = [];
  const large: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    small.push(synthesize(100));
    large.push(synthesize(1000));
  }
  const note = `median of ${RUNS}, CPU time`;
  const ratio = medianOf(large) / medianOf(small);
  return [
    { name: "synthesis, 100 parts", value: medianOf(small), unit: "ms", note },
    { name: "synthesis, 1,000 parts", value: medianOf(large), unit: "ms", note },
    { name: "synthesis, 1,000 to 100 parts", value: ratio, unit: "times", promised: PROMISED_RATIO },
  ];
}

function synthesize(parts: number): number {
  const script = join(import.meta.dirname, "synthesize.ts");
  const said = execFileSync(process.execPath, [script, String(parts)], { encoding: "utf8" });
  return (JSON.parse(said) as { ms: number }).ms;
}
