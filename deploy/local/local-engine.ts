import { join } from "node:path";
import type { Part, Stack } from "../../charts/spi/index.ts";
import type { Served } from "../../reference/serve.ts";
import { type Change, type Deployment, type Engine, EngineRefusal, type UpOptions } from "../engine.ts";
import { openPartHost, type PartHost } from "./part-host.ts";
import { type HeldPorts, holdPorts } from "./ports.ts";
import {
  isRunning,
  type LocalRecord,
  ownProcess,
  readRecord,
  removeFolder,
  stackFolder,
  writeRecord,
} from "./record.ts";

const HOST = "127.0.0.1";
/** How often ports are chosen anew where somebody else took one between its release and its part's start. */
const TRIES = 3;

/** A part that did not start. */
class NotStarted extends EngineRefusal {
  readonly part: string;
  readonly trouble: NodeJS.ErrnoException;

  constructor(part: string, trouble: NodeJS.ErrnoException) {
    super(`part ${part} did not start: ${trouble.message}`, [part]);
    this.part = part;
    this.trouble = trouble;
  }
}

/**
 * The embedded default: the reference parts as servers within this process on loopback, their data below `root`, in one
 * folder a stack. Manifests are not used; the same configuration that they mount is given in memory.
 */
export function createLocalEngine(root: string, hold: typeof holdPorts = holdPorts): Engine {
  return {
    kind: "local",
    preview: (stack) => Promise.resolve(preview(stack, root)),
    up: (stack, _manifests, options) => up(stack, root, hold, options),
    down: (stack, options) => down(stack, root, options.deleteData),
  };
}

/** The parts that this engine cannot run: neither a reference product nor running elsewhere. */
export function unrunnableParts(stack: Stack): readonly Part[] {
  return stack.parts.filter((part) => part.external === undefined && part.product.reference === undefined);
}

function preview(stack: Stack, root: string): Change[] {
  const running = isRunning(readRecord(stackFolder(root, stack.name)));
  return stack.parts.map((part) => ({ part: part.name, id: part.name, action: running ? "same" : "create" }));
}

async function up(
  stack: Stack,
  root: string,
  hold: typeof holdPorts,
  options: UpOptions,
): Promise<Deployment> {
  const folder = stackFolder(root, stack.name);
  refuse(stack, readRecord(folder));
  const own = ownParts(stack).map((part) => part.name);
  for (let tries = 1; ; tries++) {
    const held = await hold(own, readRecord(folder).ports);
    try {
      return await startAll(stack, folder, held, options);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      if (error.trouble.code === "EADDRINUSE" && tries < TRIES) continue;
      options.onEvent({ part: error.part, state: "failed", detail: error.trouble.message });
      throw error;
    }
  }
}

function ownParts(stack: Stack): Part[] {
  return stack.parts.filter((part) => part.external === undefined);
}

/** Refuses what does not run here, and what runs already. */
function refuse(stack: Stack, record: LocalRecord): void {
  const unrunnable = unrunnableParts(stack);
  if (unrunnable.length > 0) {
    const names = unrunnable.map((part) => `${part.name} (${part.product.id})`).join(", ");
    throw new EngineRefusal(
      `these parts do not run on this machine alone: ${names}`,
      unrunnable.map((part) => part.name),
    );
  }
  if (isRunning(record) && record.pid !== process.pid) {
    throw new EngineRefusal(
      `stack ${stack.name} runs already, as process ${record.pid} since ${record.startedAt}`,
    );
  }
}

/** Starts every part of the stack's own, or none: where one does not start, the others are stopped. */
async function startAll(
  stack: Stack,
  folder: string,
  held: HeldPorts,
  options: UpOptions,
): Promise<Deployment> {
  const own = ownParts(stack);
  const { ports } = held;
  writeRecord(folder, { ...ownProcess(), startedAt: new Date().toISOString(), ports });
  const addressOf = (name: string) => addressIn(stack, ports, name);
  const host = openPartHost();
  const served = new Map<Part, Served>();
  const close = async () => {
    for (const part of own.toReversed()) {
      const server = served.get(part);
      if (server === undefined) continue;
      await server.stop();
      options.onEvent({ part: part.name, state: "stopped" });
    }
    served.clear();
    await host.close();
    await held.releaseAll();
    writeRecord(folder, { ports });
  };
  const start = async (part: Part) => {
    options.signal.throwIfAborted();
    served.set(part, await startPart(host, stack, part, held, folder, addressOf, options));
    options.signal.throwIfAborted();
  };
  // None of them asks another before the checks do, and the threads start theirs side by side.
  const started = await Promise.allSettled(own.map(start));
  const failed = started.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    addressOf: (name) => Promise.resolve(addressOf(name)),
    placeSink: () => Promise.resolve(own.length === stack.parts.length ? "loopback" : undefined),
    close,
  };
}

function addressIn(stack: Stack, ports: Readonly<Record<string, number>>, name: string): string {
  const external = stack.parts.find((part) => part.name === name)?.external;
  return external === undefined ? `http://${HOST}:${ports[name]}` : external.url.replace(/\/$/, "");
}

async function startPart(
  host: PartHost,
  stack: Stack,
  part: Part,
  held: HeldPorts,
  folder: string,
  addressOf: (name: string) => string,
  options: UpOptions,
): Promise<Served> {
  const configure = part.product.reference;
  if (configure === undefined) throw new Error(`part ${part.name} has no reference server`);
  options.onEvent({ part: part.name, state: "starting" });
  const config = configure({ stack, part, options: part.options }, addressOf);
  try {
    const where = {
      host: HOST,
      port: held.ports[part.name] ?? 0,
      dataFolder: join(folder, "data", part.name),
      // Parts share a thread, and would wait for the disk one after the other.
      durability: "process",
    } as const;
    const server = await host.start(config, where, () => held.release(part.name));
    options.onEvent({ part: part.name, state: "ready", detail: server.url });
    return server;
  } catch (error) {
    throw new NotStarted(part.name, error as NodeJS.ErrnoException);
  }
}

/** Asks the process that runs the stack to end, waits for it, and removes the data when told to. */
async function down(stack: Stack, root: string, deleteData: boolean): Promise<void> {
  const folder = stackFolder(root, stack.name);
  const record = readRecord(folder);
  if (record.pid !== undefined && record.pid !== process.pid && isRunning(record)) {
    process.kill(record.pid, "SIGTERM");
    await untilGone(record, record.pid, 35_000);
  }
  if (deleteData) removeFolder(folder);
  else writeRecord(folder, { ports: record.ports });
}

async function untilGone(record: LocalRecord, pid: number, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (isRunning(record)) {
    if (Date.now() > deadline) {
      process.kill(pid, "SIGKILL");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
