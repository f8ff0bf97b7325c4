import { setTimeout as pause } from "node:timers/promises";
import { type BootstrapStep, FinalError } from "./spi/index.ts";

/** How long steps are tried, and where their progress is told. */
export interface BootstrapOptions {
  readonly stop: AbortSignal;
  /** One line of progress. Never holds a secret. */
  readonly tell: (line: string) => void;
  /** Milliseconds for each step; 20 minutes by default. */
  readonly patience?: number;
  /** Milliseconds before the second try, doubled for each one up to 10 seconds; 500 by default. */
  readonly pause?: number;
}

/**
 * Does the steps one after the other, each until the product has what it makes. Answers an exit code: 0 when all are
 * done, 1 after a step that cannot be done, 130 when it was stopped; the next run begins where the product stands.
 */
export async function runBootstrap(
  steps: readonly BootstrapStep[],
  options: BootstrapOptions,
): Promise<number> {
  for (const [index, step] of steps.entries()) {
    const label = `${index + 1}/${steps.length} ${step.title}`;
    const trouble = await runStep(step, label, options);
    if (options.stop.aborted) {
      options.tell(`stopped at ${label}; the next run goes on here`);
      return 130;
    }
    if (trouble !== undefined) {
      options.tell(`failed ${label}: ${trouble}`);
      return 1;
    }
  }
  return 0;
}

/** What is in the way of a step for good, or nothing. */
async function runStep(
  step: BootstrapStep,
  label: string,
  { stop, tell, patience = 20 * 60_000, pause: first = 500 }: BootstrapOptions,
): Promise<string | undefined> {
  const end = Date.now() + patience;
  const progress = tellChanges(tell, label);
  for (let wait = first; ; wait = Math.min(wait * 2, 10_000)) {
    const outcome = await tryStep(step, stop, progress.doing);
    if (stop.aborted) return undefined;
    if (outcome.isDone) {
      progress.done();
      return undefined;
    }
    if (outcome.isFinal || Date.now() + wait > end) return outcome.reason;
    progress.waiting(outcome.reason);
    await pause(wait, undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) return undefined;
  }
}

type Outcome =
  | { readonly isDone: true }
  | { readonly isDone: false; readonly isFinal: boolean; readonly reason: string };

/** One try: what the step makes may be there before it, or after it. */
async function tryStep(step: BootstrapStep, stop: AbortSignal, doing: () => void): Promise<Outcome> {
  try {
    if (await step.isDone(stop)) return { isDone: true };
    doing();
    await step.run(stop);
    if (await step.isDone(stop)) return { isDone: true };
    return { isDone: false, isFinal: false, reason: "it is not there yet" };
  } catch (error) {
    return { isDone: false, isFinal: error instanceof FinalError, reason: explain(error as Error) };
  }
}

/** What went wrong, with what a `fetch` keeps to itself: `fetch failed (connect ECONNREFUSED 10.96.0.7:8080)`. */
function explain({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

/** Tells a step's progress, each thing once until another one happens. */
function tellChanges(tell: (line: string) => void, label: string) {
  let said = "";
  return {
    doing: () => {
      if (said === "") tell(`doing ${label}`);
      said ||= "doing";
    },
    waiting: (reason: string) => {
      if (reason !== said) tell(`waiting ${label}: ${reason}`);
      said = reason;
    },
    done: () => tell(`${said === "" ? "is" : "done"} ${label}`),
  };
}
