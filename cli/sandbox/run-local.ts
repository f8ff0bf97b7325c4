import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Terminal } from "../terminal.ts";
import { readSandbox, removeFolder } from "./folder.ts";
import { untilOver, writeStopped, writeWatcher } from "./processes.ts";

/** How long the parts may take to end by themselves, in milliseconds. */
const GRACE_MS = 10_000;

/** The file that starts the command line, from source and from the compiled package. */
export const LAUNCHER: string = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts") ? "../country-stack.cjs" : "../../../cli/country-stack.cjs",
    import.meta.url,
  ),
);

/**
 * `sandbox watch FOLDER`: starts the process of the parts, outlives it and the maker, and removes everything when the
 * time is over.
 */
export async function watchLocal(folder: string): Promise<void> {
  writeWatcher(folder);
  const server = spawn(process.execPath, [LAUNCHER, "sandbox", "serve", folder], { stdio: "inherit" });
  let isServing = true;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isServing = false;
      writeStopped(folder);
      resolve();
    };
    server.once("exit", end);
    server.once("error", end);
  });
  await untilOver(folder, new AbortController().signal);
  if (isServing) {
    const late = setTimeout(() => server.kill("SIGKILL"), GRACE_MS);
    await ended;
    clearTimeout(late);
  }
  removeFolder(folder);
}

/**
 * `sandbox serve FOLDER`: runs the parts until the time is over. It removes the folder too, in case that its watcher
 * was killed.
 */
export async function serveLocal(terminal: Terminal, folder: string): Promise<void> {
  const record = readSandbox(folder);
  if (record === undefined) return;
  const { openSandboxStack } = await import("./open-sandbox-stack.ts");
  const { createLocalEngine } = await import("../../deploy/local/local-engine.ts");
  const { stack } = await openSandboxStack(terminal, record.profile, record.name);
  const terminated = new AbortController();
  process.once("SIGTERM", () => terminated.abort());
  const engine = createLocalEngine(dirname(folder));
  const deployment = await engine.up(stack, [], { onEvent: () => undefined, signal: terminated.signal });
  const isOver = await untilOver(folder, terminated.signal);
  await deployment.close();
  if (isOver) removeFolder(folder);
}
