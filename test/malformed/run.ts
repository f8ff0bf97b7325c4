import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Caller } from "../kills/call.ts";
import { seededRandom } from "../kills/random.ts";
import { type ServedProcess, spawnServer } from "../kills/served-process.ts";
import { type Described, readDescription } from "./describe.ts";
import { fire, type Outcome } from "./fire.ts";
import { makeShot } from "./generate.ts";
import type { Target } from "./target.ts";
import type { Shot } from "./wire.ts";

/** So many shots at a time; after each batch of shots the target is put right again. */
const WIDTH = 8;
const BATCH = 100;
const SHOWN = 900;

/** Which shots of which seed. */
export interface MalformedPlan {
  readonly seed: number;
  readonly count: number;
  /** Only this one, to look at a failure again. */
  readonly only?: number;
}

/** What came of it. */
export interface MalformedReport {
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How often each kind of end came. */
  readonly ends: Readonly<Record<string, number>>;
  readonly peakMegabytes: number;
  /** The longest that one took, in milliseconds, beside its neighbours. */
  readonly slowest: { readonly ms: number; readonly name: string };
  readonly failures: readonly string[];
}

/** The plan of the environment: `MALFORMED_SEED`, `MALFORMED_COUNT`, `MALFORMED_ONLY`. */
export function readPlan(): MalformedPlan {
  const { MALFORMED_SEED: seed, MALFORMED_COUNT: count, MALFORMED_ONLY: only } = process.env;
  return {
    seed: seed === undefined ? Date.now() % 1_000_000 : Number(seed),
    count: Number(count ?? 2000),
    ...(only === undefined ? {} : { only: Number(only) }),
  };
}

/** Feeds a server with malformed requests, made from its own description, and looks at it afterwards. */
export async function runMalformed(target: Target, plan: MalformedPlan): Promise<MalformedReport> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-malformed-"));
  const seedFile = join(folder, "seed.json");
  writeFileSync(seedFile, JSON.stringify(target.seed));
  const server = await spawnServer(target.block, join(folder, "data"), seedFile);
  try {
    const description = { method: "GET", path: "/openapi.json" };
    const { body } = await withCaller(server, (caller) => caller.expect(description, 200));
    const operations = [...readDescription(body), ...target.beyond];
    const tally = { statuses: {}, ends: {}, slowest: { ms: 0, name: "" }, failures: [] as string[] };
    const numbers = plan.only === undefined ? Array.from({ length: plan.count }, (_, n) => n) : [plan.only];
    for (let start = 0; start < numbers.length && server.isRunning(); start += BATCH) {
      await withCaller(server, (fresh) => target.restore(fresh));
      await fireBatch(target, server, operations, plan, numbers.slice(start, start + BATCH), tally);
    }
    tally.failures.push(...(await lookAfterwards(target, server)));
    return { ...tally, peakMegabytes: server.isRunning() ? server.memory().peak : Number.NaN };
  } finally {
    await server.end("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Tally {
  readonly statuses: Record<string, number>;
  readonly ends: Record<string, number>;
  slowest: { ms: number; name: string };
  readonly failures: string[];
}

/** With connections of its own: a kept one may be closed by the server while malformed requests run. */
async function withCaller<T>(server: ServedProcess, run: (caller: Caller) => Promise<T>): Promise<T> {
  const caller = new Caller(server.url, WIDTH);
  try {
    return await run(caller);
  } finally {
    caller.close();
  }
}

async function fireBatch(
  target: Target,
  server: ServedProcess,
  operations: readonly Described[],
  plan: MalformedPlan,
  numbers: readonly number[],
  tally: Tally,
): Promise<void> {
  const left = [...numbers];
  const words = target.words();
  const worker = async (): Promise<void> => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      const random = seededRandom(plan.seed).fork(number);
      const shot = makeShot(operations, words, `127.0.0.1:${server.port}`, random);
      const begin = performance.now();
      const outcome = await fire(server.port, shot);
      const ms = Math.round(performance.now() - begin);
      if (ms > tally.slowest.ms) tally.slowest = { ms, name: `#${number} ${shot.name}` };
      count(tally.ends, outcome.how);
      for (const { status } of outcome.answers) count(tally.statuses, String(status));
      const wrong = whatIsWrong(target, shot, outcome);
      if (wrong !== undefined) tally.failures.push(`#${number} ${shot.name}: ${wrong}\n${show(shot)}`);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}

function whatIsWrong(target: Target, shot: Shot, { how, answers }: Outcome): string | undefined {
  const bad = answers.find(({ status }) => status >= 500 && !target.allowed.includes(status));
  if (bad !== undefined) return bad.text;
  if (how === "closed")
    return shot.ending === "answer" ? "the connection was closed without an answer" : undefined;
  return how === "answered" || how === "left" ? undefined : how;
}

/** The request as text that JSON can read again, byte for character. */
function show(shot: Shot): string {
  const text = Buffer.concat(shot.parts).toString("latin1");
  const more = text.length > SHOWN ? ` and ${text.length - SHOWN} bytes more` : "";
  return `  ${JSON.stringify(text.slice(0, SHOWN))}${more}`;
}

async function lookAfterwards(target: Target, server: ServedProcess): Promise<string[]> {
  if (!server.isRunning()) return [`the server has ended: ${server.stderr().slice(-2000)}`];
  const failures: string[] = [];
  try {
    await withCaller(server, async (caller) => {
      await caller.expect({ method: "GET", path: "/healthcheck" }, 200);
      await target.restore(caller);
      await target.check(caller);
    });
  } catch (error) {
    failures.push(`afterwards: ${(error as Error).message}`);
  }
  const errors = server
    .stderr()
    .split("\n")
    .filter((line) => line.includes('"level":"error"'));
  for (const line of new Set(errors)) failures.push(`stderr: ${line.slice(0, SHOWN)}`);
  return failures;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
