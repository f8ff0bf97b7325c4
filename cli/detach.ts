import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "../charts/spi/index.ts";
import type { Deployment } from "../deploy/engine.ts";
import { isRunning, readRecord } from "../deploy/local/record.ts";
import type { UpFlags } from "./bring-up.ts";
import { checkDeployment } from "./check-deployment.ts";
import { recordedRuns } from "./compliance/recorded-runs.ts";
import { UsageError } from "./exit.ts";
import { recordChecks } from "./history/record-checks.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import type { OpenedStack } from "./open-stack.ts";
import { recordedDeployment } from "./recorded-deployment.ts";
import type { Terminal } from "./terminal.ts";

const START_LIMIT_MS = 30_000;

/** Starts the stack in a process of its own, waits until every part answers, and runs the checks from here. */
export async function detach(
  terminal: Terminal,
  profile: string,
  opened: OpenedStack,
  flags: UpFlags,
): Promise<boolean> {
  const { stack, catalog } = opened;
  const folder = join(flags.data, stack.name);
  const before = readRecord(folder);
  if (isRunning(before)) {
    throw new UsageError(
      say.status.since(stack.name, before.pid ?? 0, before.startedAt ?? ""),
      `country-stack down ${profile}`,
    );
  }
  const log = join(folder, "up.log");
  const pid = spawnDetached(profile, flags, folder, log);
  const deployment = await waitForParts(stack, folder, pid, log);
  terminal.talk(say.up.detached(pid));
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  if (flags.skipChecks) return true;
  return checkDeployment(terminal, {
    stack,
    catalog,
    deployment,
    engine: "local",
    reports: join(folder, "reports"),
    allowWrites: false,
    signal,
    json: flags.json === true,
    onReport: (report) => recordChecks(terminal, opened, flags, folder, report),
    recorded: recordedRuns(opened, flags),
  });
}

function spawnDetached(profile: string, flags: UpFlags, folder: string, log: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const output = openSync(log, "a", 0o600);
  const launcher = fileURLToPath(
    new URL(
      import.meta.url.endsWith(".ts") ? "./country-stack.cjs" : "../../cli/country-stack.cjs",
      import.meta.url,
    ),
  );
  const substitute = flags.substituteReference ? ["--substitute-reference"] : [];
  const args = ["up", profile, "--skip-checks", "--data", flags.data, ...substitute];
  const child = spawn(process.execPath, [launcher, ...args], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  if (child.pid === undefined) throw new Error("the background process did not start");
  return child.pid;
}

async function waitForParts(stack: Stack, folder: string, pid: number, log: string): Promise<Deployment> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && isRunning({ pid, ports: {} })) {
    const record = readRecord(folder);
    const deployment = recordedDeployment(stack, record);
    if (record.pid === pid && (await allAnswer(stack, deployment))) return deployment;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new UsageError(say.up.notUp(log));
}

async function allAnswer(stack: Stack, deployment: Deployment): Promise<boolean> {
  for (const part of stack.parts) {
    const url = await deployment.addressOf(part.name, part.product.conformance.port, "workstation");
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok !== true) return false;
  }
  return true;
}

/** The deployment of a stack that runs on this machine; wrong use where it does not. */
export function runningDeployment(stack: Stack, folder: string, profile: string): Deployment {
  const record = readRecord(folder);
  if (!isRunning(record))
    throw new UsageError(say.test.notRunning(stack.name), say.test.notRunningHint(profile));
  return recordedDeployment(stack, record);
}
