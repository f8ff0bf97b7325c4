import { readRecord } from "../../deploy/local/record.ts";
import type { SandboxState } from "../../deploy/sandbox/sandbox-state.ts";
import { isStopped, livingProcesses } from "./processes.ts";

/** How a sandbox of this machine is; `expires` in milliseconds since 1970. */
export async function stateHere(folder: string, expires: number): Promise<SandboxState> {
  if (expires <= Date.now()) return "ending";
  const { pid, ports } = readRecord(folder);
  const living = livingProcesses(folder);
  if (isStopped(folder) || living.length === 0) return "stopped";
  if (pid === undefined || !living.includes(pid)) return "not ready";
  const answers = await Promise.all(Object.values(ports).map(isReady));
  return answers.length > 0 && answers.every(Boolean) ? "ready" : "not ready";
}

async function isReady(port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(2000);
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}
