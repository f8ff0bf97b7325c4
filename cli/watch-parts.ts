import type { Stack } from "../charts/spi/index.ts";
import type { Deployment, EngineEvent } from "../deploy/engine.ts";

const PAUSE_MS = 2000;

/**
 * Asks every part again and again whether it is ready, until the signal; tells the state of each at the start and
 * every change of it after that.
 */
export async function watchParts(
  stack: Stack,
  deployment: Deployment,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
  pauseMs = PAUSE_MS,
): Promise<void> {
  const known = new Map<string, EngineEvent["state"]>();
  while (!signal.aborted) {
    for (const part of stack.parts) {
      const url = await deployment.addressOf(part.name, part.product.conformance.port, "workstation");
      const state = await stateOf(url, signal);
      if (known.get(part.name) !== state && !signal.aborted) onEvent({ part: part.name, state, detail: url });
      known.set(part.name, state);
    }
    await pause(pauseMs, signal);
  }
}

async function stateOf(url: string, signal: AbortSignal): Promise<EngineEvent["state"]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PAUSE_MS)]);
  const response = await fetch(`${url}/readyz`, { signal: limit }).catch(() => undefined);
  await response?.body?.cancel().catch(() => undefined);
  return response?.ok === true ? "ready" : "failed";
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
