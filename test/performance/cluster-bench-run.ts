import { readFileSync } from "node:fs";
import { bringUp, labEngine, useLab } from "../cluster/pulumi-stack.ts";
import { benchManifests, benchStack } from "./bench-manifests.ts";

/**
 * One measured run in a process of its own: `ours` or `plain`, FOLDER, and how many objects. Prints `{seconds,
 * peakMegabytes}` as JSON; the time is that of the work, the start of this process left out.
 */
const [way = "ours", folder = "", count = "100"] = process.argv.slice(2);
useLab(process.env);
const stack = benchStack();
const manifests = benchManifests(stack, Number(count));
const work = await chooseWork();
const started = performance.now();
await work();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, peakMegabytes: readPeak() })}\n`);

async function chooseWork(): Promise<() => Promise<unknown>> {
  if (way === "ours") return () => bringUp(labEngine(folder), stack, manifests);
  const { bringUpPlain } = await import("./plain-program.ts");
  return () => bringUpPlain(folder, manifests);
}

/** The most memory that this process ever held, as the kernel counts it. */
function readPeak(): number {
  const [, kibibytes = "0"] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}
