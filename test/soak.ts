// Brings N sandboxes up and down in waves of five, and looks after each wave what they left:
//   npm run soak -- 50                     on this machine
//   npm run soak -- 10 --target cluster    in the lab, of the least that is a stack: its node has no room for five large ones
// A line for each and a summary; exit code 1 where anything failed or was left.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigPath } from "../lab/places.ts";
import { useLab } from "./cluster/pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./cluster/running-lab.ts";
import { runCli } from "./run-cli.ts";
import { leftInCluster, leftOnMachine } from "./sandbox-leaks.ts";

const WAVE = 5;

interface Life {
  readonly name: string;
  readonly up: number;
  readonly down: number;
  readonly addresses: readonly string[];
  readonly failure?: string;
}

const count = Number(process.argv[2] ?? "50");
const inCluster = process.argv.includes("cluster");
if (!Number.isInteger(count) || count < 1) throw new Error("usage: npm run soak -- N [--target cluster]");
if (inCluster && whyNoLab !== undefined) throw new Error(whyNoLab);
if (inCluster) console.log(useLab(process.env));

const data = mkdtempSync(join(tmpdir(), "country-stack-soak-"));
const prefix = `soak-${Date.now().toString(36)}`;
const place = [
  "--data",
  data,
  ...(inCluster ? ["--target", "cluster", "--kubeconfig", kubeconfigPath()] : []),
];
const profile = inCluster ? ["profiles/countries/minimal.yaml"] : [];
const lives: Life[] = [];
const leaks: string[] = [];
for (let from = 0; from < count; from += WAVE) {
  const names = Array.from(
    { length: Math.min(WAVE, count - from) },
    (_, index) => `${prefix}-${from + index + 1}`,
  );
  const wave = await Promise.all(names.map(bringUp)).then((ups) => Promise.all(ups.map(takeDown)));
  const left = [
    ...(await leftOnMachine(
      data,
      wave.flatMap(({ addresses }) => addresses),
    )),
    ...(await leftThere(names)),
  ];
  for (const life of wave) console.log(lineOf(life));
  for (const leak of left) console.log(`  LEFT ${leak}`);
  lives.push(...wave);
  leaks.push(...left);
}
if (leaks.length === 0) rmSync(data, { recursive: true });
const failed = lives.filter(({ failure }) => failure !== undefined).length;
console.log(
  `${lives.length} sandboxes ${inCluster ? "in the cluster" : "on this machine"}, ${failed} failed, ${leaks.length} leaks; ` +
    `up: median ${median(lives.map(({ up }) => up))} s, down: median ${median(lives.map(({ down }) => down))} s`,
);
if (existsSync(data)) console.log(`kept to look at: ${data}`);
process.exitCode = failed + leaks.length === 0 ? 0 : 1;

async function bringUp(name: string): Promise<Life> {
  const started = performance.now();
  const flags = ["--name", name, "--ttl", "1h", "--json", ...place];
  const { code, stdout, stderr } = await runCli(["sandbox", "up", ...profile, ...flags]);
  const up = secondsSince(started);
  if (code !== 0) return { name, up, down: 0, addresses: [], failure: stderr };
  const { addresses } = JSON.parse(stdout) as { addresses: Record<string, string> };
  return { name, up, down: 0, addresses: inCluster ? [] : Object.values(addresses) };
}

async function takeDown(life: Life): Promise<Life> {
  const started = performance.now();
  const { code, stderr } = await runCli(["sandbox", "down", life.name, ...place]);
  const down = secondsSince(started);
  return code === 0 ? { ...life, down } : { ...life, down, failure: `${life.failure ?? ""}${stderr}` };
}

async function leftThere(names: readonly string[]): Promise<string[]> {
  if (!inCluster) return [];
  const api = openLabApi();
  try {
    return await leftInCluster(api, names);
  } finally {
    api.close();
  }
}

function lineOf({ name, up, down, failure }: Life): string {
  const times = `up ${up.toFixed(1)} s, down ${down.toFixed(1)} s`;
  return failure === undefined ? `ok ${name}: ${times}` : `FAILED ${name}: ${times}\n${failure}`;
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): string {
  return ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(1);
}
