import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../../charts/spi/index.ts";

/** A server that damages are put before. */
export interface RunningServer {
  readonly url: string;
  /** Ends it and throws away what it held. */
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "..", "..");
const START_MS = 30_000;

/**
 * Starts a block's reference server as a process of its own, with an empty store in a temporary folder. Rejects
 * where it does not listen within 30 s. It ends with this process, whatever ends that.
 */
export async function startReference(block: Block): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-mutation-"));
  const args = ["cli/country-stack.cjs", "reference", "serve", block, "--data", folder];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const discard = () => {
    // What it holds is thrown away, so there is nothing to end in good order.
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once("exit", discard);
  const stop = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill("SIGKILL");
    await ended;
    process.off("exit", discard);
    discard();
  };
  try {
    return { url: await addressOf(child, block), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first address that the server names. */
function addressOf(child: ChildProcess, block: Block): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = "";
  const fail = () => reject(new Error(`the reference server of ${block} did not start: ${said.trim()}`));
  const timer = setTimeout(fail, START_MS);
  const listenTo = (chunk: unknown) => {
    said = `${said}${String(chunk)}`.slice(-2000);
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (address !== undefined) resolve(address);
  };
  child.stdout?.on("data", listenTo);
  child.stderr?.on("data", listenTo);
  child.once("exit", fail);
  child.once("error", fail);
  return promise.finally(() => clearTimeout(timer));
}
