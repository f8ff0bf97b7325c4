import { parseArgs } from "node:util";
import { useLab } from "../cluster/pulumi-stack.ts";
import { whyNoLab } from "../cluster/running-lab.ts";
import { compileRuns, type Measured, measureSize } from "./cluster-measures.ts";

/** Our engine may take so many times what a plain program with the same provider takes. */
const MOST_TIMES_PLAIN = 1.15;
/** What our process may hold at most, in megabytes. */
const MOST_MEGABYTES = 250;

/**
 * `npm run bench:cluster [-- --json] [--objects 100,400] [--rounds 2]`: what `up` of the Pulumi engine costs beside a
 * plain program and kubectl, on the lab. Exit code 1 when a promise is broken, 2 where it cannot run.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      objects: { type: "string", default: "100,400" },
      rounds: { type: "string", default: "2" },
    },
  });
  if (whyNoLab !== undefined) {
    process.stderr.write(`${whyNoLab}\n`);
    return 2;
  }
  const provider = useLab(process.env).replace("Kubernetes provider: ", "");
  process.stderr.write(`Kubernetes provider: ${provider}\n`);
  await compileRuns();
  const sizes: Measured[] = [];
  for (const count of values.objects.split(",").map(Number)) {
    sizes.push(await measureSize(count, Number(values.rounds)));
  }
  const broken = sizes.flatMap(findBroken);
  const result = { date: new Date().toISOString(), provider, sizes, broken };
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : formatTable(provider, sizes));
  for (const sentence of broken) process.stderr.write(`broken: ${sentence}\n`);
  return broken.length === 0 ? 0 : 1;
}

function findBroken({ objects, ours, plain, peakMegabytes }: Measured): string[] {
  const times = ours / plain;
  return [
    ...(times > MOST_TIMES_PLAIN
      ? [
          `up of ${objects} objects takes ${times.toFixed(2)} times the plain program's, not ${MOST_TIMES_PLAIN}`,
        ]
      : []),
    ...(peakMegabytes > MOST_MEGABYTES
      ? [`our process holds ${peakMegabytes.toFixed(0)} MB with ${objects} objects, not ${MOST_MEGABYTES}`]
      : []),
  ];
}

function formatTable(provider: string, sizes: readonly Measured[]): string {
  const row = (...cells: readonly string[]) => `| ${cells.map((cell) => cell.padEnd(28)).join(" | ")} |`;
  const cells = (title: string, tell: (one: Measured) => string) => row(title, ...sizes.map(tell));
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  const lines = [
    cells(`provider: ${provider}`, ({ objects, deployments }) => `${objects} objects (${deployments} pods)`),
    row(...["", ...sizes].map(() => "---")),
    cells("our up", ({ ours }) => seconds(ours)),
    cells("plain Pulumi program", ({ plain }) => seconds(plain)),
    cells("kubectl apply and rollout", ({ kubectl }) => seconds(kubectl)),
    cells("ours / plain", ({ ours, plain }) => `${(ours / plain).toFixed(2)} (at most ${MOST_TIMES_PLAIN})`),
    cells("ours / kubectl", ({ ours, kubectl }) => (ours / kubectl).toFixed(2)),
    cells("our up, nothing changed", ({ unchanged }) => seconds(unchanged)),
    cells(
      "our process at most",
      ({ peakMegabytes }) => `${peakMegabytes.toFixed(0)} MB (at most ${MOST_MEGABYTES})`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

process.exitCode = await main();
