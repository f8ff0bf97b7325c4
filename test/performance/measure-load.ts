import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../../charts/spi/index.ts";
import { type ServedProcess, spawnListening, spawnServer } from "../kills/served-process.ts";
import { consentSeed } from "./consent-mix.ts";
import type { Finding } from "./finding.ts";
import { identitySeed } from "./identity-mix.ts";
import { benchMediatorSeed, registriesSeed } from "./mixes.ts";
import { paymentsSeed } from "./payments-mix.ts";
import { registrationSeed } from "./registration-mix.ts";
import { schedulerSeed } from "./scheduler-mix.ts";
import { workflowSeed } from "./workflow-mix.ts";

/** What the clients saw; times in milliseconds. */
interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  readonly firstErrors: readonly string[];
}

const HELLO = join(import.meta.dirname, "hello-server.ts");

/** Fifty clients for so many seconds at each server, beside a bare server in the same run. */
export async function measureLoad(seconds: number): Promise<Finding[]> {
  const hello = await spawnListening([HELLO]);
  try {
    const bare = await load("hello", hello.url, seconds);
    const registries = await measureServer("digital-registries", registriesSeed(), bare, seconds);
    const mediator = await measureServer("information-mediator", benchMediatorSeed(hello.url), bare, seconds);
    const messaging = await measureServer("messaging", {}, bare, seconds);
    const identity = await measureServer("identity", identitySeed(), bare, seconds);
    const payments = await measureServer("payments", paymentsSeed(), bare, seconds);
    const consent = await measureServer("consent", consentSeed(), bare, seconds);
    const registration = await measureServer("registration", registrationSeed(), bare, seconds);
    const scheduler = await measureServer("scheduler", schedulerSeed(), bare, seconds);
    const workflow = await measureServer("workflow", workflowSeed(), bare, seconds);
    return [
      ...describe("hello", bare),
      ...registries,
      ...mediator,
      ...messaging,
      ...identity,
      ...payments,
      ...consent,
      ...registration,
      ...scheduler,
      ...workflow,
    ];
  } finally {
    await hello.end("SIGTERM");
  }
}

async function measureServer(block: Block, seed: unknown, bare: Load, seconds: number): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-load-"));
  const seedFile = join(folder, "seed.json");
  writeFileSync(seedFile, JSON.stringify(seed));
  const server = await spawnServer(block, join(folder, "data"), seedFile);
  try {
    const seen = await load(block, server.url, seconds);
    const ratio = bare.perSecond / seen.perSecond;
    return [
      ...describe(block, seen),
      { name: `load, hello to ${block}`, value: ratio, unit: "times", note: "requests/s in the same run" },
      { name: `load, ${block} memory`, value: server.memory().peak, unit: "MB", note: "VmHWM" },
      ...errorsOf(server, block),
    ];
  } finally {
    await server.end("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(name: string, { perSecond, p50, p99, errors, firstErrors, requests }: Load): Finding[] {
  const title = `load, ${name}`;
  return [
    { name: title, value: perSecond, unit: "requests/s", note: `50 clients, ${requests} requests` },
    { name: `${title} p50`, value: p50, unit: "ms" },
    { name: `${title} p99`, value: p99, unit: "ms" },
    { name: `${title} errors`, value: errors, unit: "errors", promised: 0, note: firstErrors.join("; ") },
  ];
}

function errorsOf(server: ServedProcess, name: string): Finding[] {
  const lines = server
    .stderr()
    .split("\n")
    .filter((line) => line.includes('"level":"error"'));
  const [note = ""] = lines;
  return [{ name: `load, ${name} errors on stderr`, value: lines.length, unit: "errors", promised: 0, note }];
}

async function load(mix: string, url: string, seconds: number): Promise<Load> {
  const args = [join(import.meta.dirname, "load-client.ts"), mix, url, String(seconds), "1"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the clients at ${mix} ended with ${code}`);
  return JSON.parse(said) as Load;
}
