import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "../../charts/spi/index.ts";
import { ROOT } from "../run-cli.ts";

const START_LIMIT = 20_000;

/** A reference server in a process of its own, as `country-stack reference serve` starts it. */
export interface ServedProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  isRunning(): boolean;
  /** What it wrote to stderr up to now. */
  stderr(): string;
  /** Megabytes (10^6 bytes): the highest ever (`VmHWM`) and the present (`VmRSS`). Linux only. */
  memory(): { readonly peak: number; readonly now: number };
  /** Ends it with SIGKILL, or politely, and waits until it is gone. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

/** Starts a server on a free port of loopback and waits until it listens. Rejects with its stderr where it does not. */
export async function spawnServer(
  block: Block,
  folder: string,
  seedFile: string,
  killAfterMs?: number,
): Promise<ServedProcess> {
  const args = ["reference", "serve", block, "--port", "0", "--data", folder, "--seed", seedFile];
  return spawnListening([join(ROOT, "cli/country-stack.cjs"), ...args], killAfterMs);
}

/** Starts a script of ours that says on stdout at which address it listens. */
export async function spawnListening(
  args: readonly string[],
  killAfterMs = START_LIMIT,
): Promise<ServedProcess> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString("utf8");
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(new Error(`the server did not start (${code ?? signal}): ${errors}`)),
    );
  }).finally(() => clearTimeout(timer));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid as number,
    isRunning,
    stderr: () => errors,
    memory: () => readMemory(child.pid as number),
    end: async (signal) => {
      if (isRunning()) child.kill(signal);
      await gone;
    },
  };
}

/** The memory of a process in megabytes. */
export function readMemory(pid: number): { peak: number; now: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const read = (name: string): number =>
    (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024) / 1e6;
  return { peak: read("VmHWM"), now: read("VmRSS") };
}
