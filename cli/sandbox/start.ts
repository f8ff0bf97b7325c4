import type { Deployment } from "../../deploy/engine.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";
import { cleanStale } from "./clean-stale.ts";
import { createFolder, removeFolder, type SandboxRecord, writeExpiry } from "./folder.ts";

/** How long bringing up may take before the sandbox counts as one whose maker died, in milliseconds. */
const BRING_UP_MS = 10 * 60_000;

/** A sandbox that is wanted. */
export interface Start {
  readonly record: SandboxRecord;
  readonly opened: OpenedStack;
  /** Milliseconds from the moment that it is ready. */
  readonly ttl: number;
  readonly data: string;
  readonly signal: AbortSignal;
}

/** A sandbox that is ready. */
export interface Started {
  readonly deployment: Deployment;
  /** When it goes: RFC 3339, UTC. */
  readonly expires: string;
}

/** Brings a sandbox up on its target; where that fails nothing of it stays. */
export async function startSandbox(terminal: Terminal, start: Start): Promise<Started> {
  return start.record.target === "local" ? startHere(terminal, start) : startThere(terminal, start);
}

async function startHere(terminal: Terminal, start: Start): Promise<Started> {
  const { refuseUnrunnable, startLocal } = await import("./start-local.ts");
  const { opened, signal } = start;
  refuseUnrunnable(opened.stack);
  const { folder } = await takeFolder(start);
  const deployment = await startLocal(terminal, opened.stack, folder, signal);
  const expires = inFuture(start.ttl);
  writeExpiry(folder, expires);
  return { deployment, expires };
}

async function startThere(terminal: Terminal, start: Start): Promise<Started> {
  const { startInCluster } = await import("./start-in-cluster.ts");
  const { setClusterExpiry } = await import("./set-cluster-expiry.ts");
  const { record, opened, signal } = start;
  const { folder, atLatest } = await takeFolder(start);
  try {
    const deployment = await startInCluster(terminal, { opened, record, folder, expires: atLatest, signal });
    const expires = inFuture(start.ttl);
    await setClusterExpiry(record, expires);
    writeExpiry(folder, expires);
    return { deployment, expires };
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

/** Makes the sandbox's folder, after those of dead ones are gone; wrong use where the name is taken. */
async function takeFolder({ record, ttl, data }: Start): Promise<{ folder: string; atLatest: string }> {
  await cleanStale(data);
  const atLatest = inFuture(ttl + BRING_UP_MS);
  const folder = createFolder(data, record, atLatest);
  if (folder === undefined) {
    throw new UsageError(say.sandbox.taken(record.name), say.sandbox.takenHint(record.name));
  }
  return { folder, atLatest };
}

function inFuture(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
