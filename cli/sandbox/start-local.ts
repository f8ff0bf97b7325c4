import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { unrunnableParts } from "../../deploy/local/local-engine.ts";
import { readRecord } from "../../deploy/local/record.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { recordedDeployment } from "../recorded-deployment.ts";
import type { Terminal } from "../terminal.ts";
import { endLocal, isStopped, pause } from "./processes.ts";
import { LAUNCHER } from "./run-local.ts";

const START_LIMIT_MS = 60_000;

/**
 * Starts the processes of a sandbox's folder, which outlive this one, and waits until every part answers. Where they
 * do not come up, or the signal is aborted, everything is removed again.
 */
export async function startLocal(
  terminal: Terminal,
  stack: Stack,
  folder: string,
  signal: AbortSignal,
): Promise<Deployment> {
  const log = join(folder, "sandbox.log");
  const watcher = spawnWatcher(folder, log);
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && !signal.aborted && !isStopped(folder) && watcher.exitCode === null) {
    const record = readRecord(folder);
    const deployment = recordedDeployment(stack, record);
    if (record.pid !== undefined && (await allAnswer(stack, deployment))) return deployment;
    await pause(25);
  }
  if (!signal.aborted) terminal.talk(readFileSync(log, "utf8").trimEnd());
  await endLocal(folder);
  if (signal.aborted) throw new Exit(EXIT.interrupted);
  throw new UsageError(say.sandbox.notUp(stack.name));
}

/** Refuses a stack that does not run on this machine alone, naming the parts. */
export function refuseUnrunnable(stack: Stack): void {
  const names = unrunnableParts(stack).map((part) => `${part.name} (${part.product.id})`);
  if (names.length > 0)
    throw new UsageError(say.sandbox.notLocal(names.join(", ")), say.sandbox.notLocalHint);
}

function spawnWatcher(folder: string, log: string): ChildProcess {
  const output = openSync(log, "a", 0o600);
  const watcher = spawn(process.execPath, [LAUNCHER, "sandbox", "watch", folder], {
    detached: true,
    // Away from the person's folders: a shell or a job that ends may want to remove its own.
    cwd: "/",
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  watcher.unref();
  return watcher;
}

async function allAnswer(stack: Stack, deployment: Deployment): Promise<boolean> {
  const answers = stack.parts
    .filter((part) => part.external === undefined)
    .map(async ({ name, product }) => {
      const url = await deployment.addressOf(name, product.conformance.port, "workstation");
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      return response.ok;
    });
  return (await Promise.allSettled(answers)).every((one) => one.status === "fulfilled" && one.value);
}
