import { NotApplicable, Unmet } from "./check.ts";
import { BrokenConnection } from "./http-client.ts";
import type { Status } from "./result.ts";

/** What the body of an attempt has at hand. */
export interface Scope {
  /** Ends when the attempt's time is over or the run is interrupted; during the clean-ups, when theirs is. */
  signal(): AbortSignal;
  cleanUp(action: () => Promise<void>): void;
}

/** How long an attempt and its clean-ups may take, in milliseconds, and what ends it before. */
export interface Bounds {
  readonly limitMs: number;
  readonly cleanUpMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What came of an attempt; `broken` where the connection failed and not the statement. Reasons are unmasked. */
export interface Outcome {
  readonly status: Status;
  readonly reason?: string;
  readonly broken: boolean;
  readonly milliseconds: number;
}

/** Why something was ended from outside. */
class Stopped extends Error {
  readonly status: Status;

  constructor(status: Status, message: string) {
    super(message);
    this.status = status;
  }
}

/** The sentence for what a run could not do any more. */
export const INTERRUPTED = "interrupted";

/** Made once, for its stack says nothing. */
const OVER = new Stopped("error", "the check went on after its end");

/** What holds before the first phase. */
const ENDED = AbortSignal.abort();

/**
 * Runs `body` within its bounds and then its clean-ups, last one first, whatever came of it. A clean-up that fails
 * makes the outcome an error, for something may have been left behind. Never throws.
 */
export async function attempt(body: (scope: Scope) => Promise<void>, bounds: Bounds): Promise<Outcome> {
  const started = performance.now();
  const cleanUps: (() => Promise<void>)[] = [];
  let signal = ENDED;
  const scope: Scope = { signal: () => signal, cleanUp: (action) => void cleanUps.push(action) };
  const phase = async (action: () => Promise<void>, limitMs: number, interrupt?: AbortSignal) => {
    const guard = openGuard(limitMs, interrupt);
    signal = guard.signal;
    return judge(async () => guard.race(action())).finally(guard.close);
  };
  const outcome = await phase(() => body(scope), bounds.limitMs, bounds.signal);
  const troubles = await cleanUpAll(cleanUps, (action) => phase(action, bounds.cleanUpMs));
  const milliseconds = Math.round(performance.now() - started);
  if (troubles === undefined) return { ...outcome, milliseconds };
  const reason = [outcome.reason, `the clean-up failed: ${troubles}`].filter((part) => part !== undefined);
  return { status: "error", reason: reason.join("; "), broken: false, milliseconds };
}

type Judgement = Omit<Outcome, "milliseconds">;

/** What an exception says about the statement: an unmet one failed, anything unexpected is an error of the check. */
export async function judge(action: () => Promise<void>): Promise<Judgement> {
  try {
    await action();
    return { status: "passed", broken: false };
  } catch (error) {
    return { status: statusOf(error), reason: messageOf(error), broken: error instanceof BrokenConnection };
  }
}

function statusOf(error: unknown): Status {
  if (error instanceof Unmet) return "failed";
  if (error instanceof NotApplicable) return "skipped";
  return error instanceof Stopped ? error.status : "error";
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : error.message;
}

/** The reasons of those that failed; undefined where none did. All together get the time of one phase. */
async function cleanUpAll(
  cleanUps: readonly (() => Promise<void>)[],
  phase: (action: () => Promise<void>) => Promise<Judgement>,
): Promise<string | undefined> {
  if (cleanUps.length === 0) return undefined;
  const reasons: string[] = [];
  const whole = await phase(async () => {
    for (const cleanUp of cleanUps.toReversed()) {
      const { reason } = await judge(cleanUp);
      if (reason !== undefined) reasons.push(reason);
    }
  });
  if (whole.reason !== undefined) reasons.push(whole.reason);
  // What runs out of time ends the one that is under way with the same words.
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join("; ");
}

interface Guard {
  readonly signal: AbortSignal;
  race(work: Promise<void>): Promise<void>;
  readonly close: () => void;
}

/** Ends what runs too long or is interrupted, also where it waits for something else than an answer. */
function openGuard(limitMs: number, interrupt: AbortSignal | undefined): Guard {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  // Without this a race that is already decided would leave a rejection that nobody takes.
  promise.catch(() => undefined);
  const stop = (reason: Stopped) => {
    controller.abort(reason);
    reject(reason);
  };
  const onInterrupt = () => stop(new Stopped("skipped", INTERRUPTED));
  const timer = setTimeout(() => stop(new Stopped("error", `not done within ${limitMs / 1000} s`)), limitMs);
  interrupt?.addEventListener("abort", onInterrupt);
  if (interrupt?.aborted) onInterrupt();
  return {
    signal: controller.signal,
    race: (work) => Promise.race([promise, work]),
    close: () => {
      clearTimeout(timer);
      interrupt?.removeEventListener("abort", onInterrupt);
      controller.abort(OVER);
    },
  };
}
