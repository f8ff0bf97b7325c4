import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { statePath } from "./places.ts";
import { LabError, waitFor } from "./steps.ts";

/** A process of the lab: detached, with a pid file and a log in the state folder. */
export interface Daemon {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** Starts a process unless it runs already; it outlives this one. */
export function startDaemon({ name, command, args, env }: Daemon): void {
  if (findDaemon(name) !== undefined) return;
  const log = logPath(name);
  mkdirSync(dirname(log), { recursive: true });
  mkdirSync(dirname(pidPath(name)), { recursive: true });
  const out = openSync(log, "a");
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", out, out],
    env: { ...process.env, ...env },
  });
  if (child.pid === undefined) throw new LabError(`${name} could not be started; its log is ${log}.`);
  writeFileSync(pidPath(name), `${child.pid} ${startTime(child.pid)}\n`);
  child.unref();
}

/** Starts a process and waits until `isReady` says so; names its log if it ends before. */
export async function startDaemonUntil(
  daemon: Daemon,
  seconds: number,
  isReady: () => unknown,
): Promise<void> {
  startDaemon(daemon);
  let ended = false;
  await waitFor(`${daemon.name} being ready`, seconds, async () => {
    ended = findDaemon(daemon.name) === undefined;
    return ended || Boolean(await isReady());
  });
  if (ended) throw new LabError(`${daemon.name} ended at once; its log is ${logPath(daemon.name)}.`);
}

/** The pid of a running process of the lab; undefined when it does not run, or when its pid is another's by now. */
export function findDaemon(name: string): number | undefined {
  if (!existsSync(pidPath(name))) return undefined;
  const [pid, started] = readFileSync(pidPath(name), "utf8").trim().split(" ");
  return pid !== undefined && started !== "" && startTime(Number(pid)) === started ? Number(pid) : undefined;
}

/** Ends a process: asks, and after `graceSeconds` insists. */
export async function stopDaemon(name: string, graceSeconds = 5): Promise<void> {
  const pid = findDaemon(name);
  if (pid !== undefined) {
    process.kill(pid, "SIGTERM");
    const gone = waitFor(`the end of ${name}`, graceSeconds, () => findDaemon(name) === undefined, 50);
    await gone.catch(() => process.kill(pid, "SIGKILL"));
  }
  rmSync(pidPath(name), { force: true });
}

/** The names of all processes that the lab has started and not stopped, running or not. */
export function listDaemons(): string[] {
  const folder = statePath("pids");
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The log of a process. */
function logPath(name: string): string {
  return statePath("logs", `${name}.log`);
}

function pidPath(name: string): string {
  return statePath("pids", name);
}

/** When the kernel started the process, in clock ticks since boot: with the pid it names one process for good. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isZombie = fields[0] === "Z";
    return isZombie ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
