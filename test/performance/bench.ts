// `npm run bench [-- --json] [--seconds 30] [--only synthesis,start-up,load,demo]`: measures what was promised and
// ends with exit code 1 where a promise is broken. Linux only.
import { parseArgs } from "node:util";
import { type Finding, formatFindings, isKept } from "./finding.ts";
import { measureDemo } from "./measure-demo.ts";
import { measureLoad } from "./measure-load.ts";
import { measureStartUp } from "./measure-start-up.ts";
import { measureSynthesis } from "./measure-synthesis.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "30" },
    only: { type: "string", default: "synthesis,start-up,load,demo" },
  },
});

const measurements: Readonly<Record<string, () => Finding[] | Promise<Finding[]>>> = {
  synthesis: measureSynthesis,
  "start-up": measureStartUp,
  load: () => measureLoad(Number(values.seconds)),
  demo: measureDemo,
};

const findings: Finding[] = [];
for (const name of values.only.split(",")) {
  const measure = measurements[name];
  if (measure === undefined) throw new Error(`there is no measurement ${name}`);
  process.stderr.write(`measuring ${name}\n`);
  findings.push(...(await measure()));
}
process.stdout.write(`${values.json ? JSON.stringify(findings, null, 2) : formatFindings(findings)}\n`);
for (const { name, value, promised, unit } of findings.filter((finding) => !isKept(finding))) {
  process.stderr.write(`broken promise: ${name} is ${value.toPrecision(3)} ${unit}, promised ${promised}\n`);
  process.exitCode = 1;
}
