import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Order } from "./pulumi-order.ts";

/** A process that another one started, itself or through others. */
export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/** Starts a run of the engine in a process of its own: `up`, where the order says no other. */
export function startChild(order: Partial<Order>): ChildProcess {
  const script = fileURLToPath(import.meta.resolve("./pulumi-child.ts"));
  return spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ["ignore", "inherit", "pipe"] });
}

/** All processes below one, nearest first. */
export function descendantsOf(root: number): Descendant[] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => {
    const [, pid = "0", parent = "0", command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });
  const below = (parent: number): Descendant[] => {
    const children = all.filter((one) => one.parent === parent);
    return [...children, ...children.flatMap(({ pid }) => below(pid))];
  };
  return below(root);
}

/** The engine's process that works on the stack, and the provider's, below a run of this tool. */
export function engineBelow(root: number): { engine?: number; provider?: number } {
  const found = descendantsOf(root);
  const engine = found.find(({ command }) => /\bpulumi (up|destroy|stack|import|cancel) /.test(command))?.pid;
  const provider = found.find(({ command }) =>
    /pulumi-resource-kubernetes|provider\/.*main\.ts/.test(command),
  )?.pid;
  return { ...(engine === undefined ? {} : { engine }), ...(provider === undefined ? {} : { provider }) };
}

/** Ends processes at once, as a machine that loses power does. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** Waits until something is there, asking again and again for so many seconds. */
export async function untilThere<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  seconds = 60,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits for a child's end; answers its exit code. */
export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}
