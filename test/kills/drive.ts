import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { runCli } from "../run-cli.ts";
import { Caller } from "./call.ts";
import { type Random, seededRandom } from "./random.ts";
import { type ServedProcess, spawnServer } from "./served-process.ts";
import type { World, Write } from "./world.ts";

const CLIENTS = 8;
/** A kill comes after so many requests, so that a slow machine does not get a different test. */
const FEWEST_REQUESTS = 40;
const MOST_REQUESTS = 250;

/** How many kills, from which seed. */
export interface KillPlan {
  readonly seed: number;
  readonly points: number;
  /** How many requests there are between two kills; a seeded number where nothing is said. */
  readonly requests?: number;
}

/** What came of it. */
export interface KillReport {
  readonly acknowledged: number;
  /** Writes without an answer, and those of them that were stored all the same. */
  readonly unanswered: number;
  readonly found: number;
  readonly complaints: readonly string[];
  /** What `reference verify-log` says in the end; for a block without a log its usage error. */
  readonly verifyLog: string;
}

/** The plan of the environment: `KILLS_SEED`, `KILLS_POINTS`, and `KILLS_COMMANDS`, the requests of all points. */
export function readPlan(): KillPlan {
  const { KILLS_SEED, KILLS_POINTS, KILLS_COMMANDS } = process.env;
  const points = Number(KILLS_POINTS ?? 20);
  return {
    seed: KILLS_SEED === undefined ? Date.now() % 1_000_000 : Number(KILLS_SEED),
    points,
    ...(KILLS_COMMANDS === undefined ? {} : { requests: Math.ceil(Number(KILLS_COMMANDS) / points) }),
  };
}

/**
 * Kills a server at seeded moments in mixed writes, restarts it on the same data each time, and compares everything
 * that it holds with what it acknowledged. Stops at the first point with a complaint.
 */
export async function driveKills(world: World, plan: KillPlan): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-kills-"));
  const seedFile = join(folder, "seed.json");
  const data = join(folder, "data");
  writeFileSync(seedFile, JSON.stringify(world.seed));
  const complaints: string[] = [];
  let server = await spawnServer(world.block, data, seedFile);
  try {
    const random = seededRandom(plan.seed);
    for (let point = 0; point < plan.points && complaints.length === 0; point++) {
      const found = await writeUntilKilled(world, server, random.fork(point), point, plan.requests);
      found.push(...(world.inspectFile?.(join(data, world.file)) ?? []));
      if (random.chance(0.2)) await stumble(world, data, seedFile, random);
      server = await spawnServer(world.block, data, seedFile);
      found.push(...(await compare(world, server)), ...checkIntegrity(join(data, world.file)));
      complaints.push(...found.map((text) => `point ${point}: ${text}`));
    }
    await server.end("SIGTERM");
    const { stdout, stderr } = await runCli(["reference", "verify-log", data]);
    const { acknowledged, unanswered, found } = world.journal;
    return { acknowledged, unanswered, found, complaints, verifyLog: stdout || stderr };
  } finally {
    await server.end("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets all clients write, kills the server behind a seeded number of requests, and waits until all have noticed. */
async function writeUntilKilled(
  world: World,
  server: ServedProcess,
  random: Random,
  point: number,
  requests: number = FEWEST_REQUESTS + random.below(MOST_REQUESTS - FEWEST_REQUESTS),
): Promise<string[]> {
  const caller = new Caller(server.url, CLIENTS);
  const complaints: string[] = [];
  let left = requests;
  const delay = random.next() * 5;
  let killed: Promise<void> | undefined;
  const send = async (write: Write, correlationId: string): Promise<boolean> => {
    left -= 1;
    // A few milliseconds more: the kill can fall before, into or behind the transaction.
    if (left === 0) killed = pause(delay).then(() => server.end("SIGKILL"));
    return carryOut(world, caller, { ...write, correlationId }, complaints);
  };
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    const own = random.fork(client);
    for (let number = 0; server.isRunning(); number++) {
      const write = world.nextWrite(client, own);
      if (!(await send(write, `kill.${point}.${client}.${number}`))) return;
    }
  });
  await Promise.all(clients);
  if (killed === undefined) complaints.push(`the server ended by itself: ${server.stderr()}`);
  await killed;
  caller.close();
  complaints.push(...errorsOf(server));
  return complaints;
}

/** Whether an answer came, which is the promise that the write is stored. */
async function carryOut(world: World, caller: Caller, write: Write, complaints: string[]): Promise<boolean> {
  const { journal } = world;
  journal.begin(write.key, write.after);
  const answer = await caller.send(write).catch(() => undefined);
  if (answer === undefined) return false;
  if (answer.status !== write.status) {
    complaints.push(`${write.method} ${write.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return false;
  }
  const { after } = write;
  journal.acknowledge(write.key, after === "any" ? write.stored?.(answer.body) : after);
  write.done?.();
  return true;
}

/** A start that is killed too, while it recovers what the kill before has left. */
async function stumble(world: World, data: string, seedFile: string, random: Random): Promise<void> {
  try {
    const server = await spawnServer(world.block, data, seedFile, 200 + random.below(400));
    await server.end("SIGKILL");
  } catch {
    // Killed before it listened, as was meant.
  }
}

async function compare(world: World, server: ServedProcess): Promise<string[]> {
  const caller = new Caller(server.url, CLIENTS);
  try {
    const { state, complaints } = await world.inspect(caller);
    return [...world.journal.settle(state), ...complaints, ...errorsOf(server)];
  } catch (error) {
    return [`it cannot be read: ${(error as Error).message}`];
  } finally {
    caller.close();
  }
}

function errorsOf(server: ServedProcess): string[] {
  return server.stderr().includes('"level":"error"') ? [`it reports errors: ${server.stderr()}`] : [];
}

/** SQLite's own opinion of the file, beside the running server. */
function checkIntegrity(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const verdict = db
      .prepare("PRAGMA integrity_check")
      .all()
      .map((row) => String(row["integrity_check"]));
    return verdict.join() === "ok" ? [] : [`integrity_check: ${verdict.join("; ")}`];
  } finally {
    db.close();
  }
}
