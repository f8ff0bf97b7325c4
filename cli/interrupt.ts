import { EXIT } from "./exit.ts";

/**
 * A signal that the first SIGINT or SIGTERM aborts, so that what runs ends cleanly; the second SIGINT ends the
 * process at once with 130. `onFirst` says so to the person.
 */
export function interruptSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    onFirst();
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return controller.signal;
}

/** Waits for the signal. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
