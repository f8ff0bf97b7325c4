import type { Check, Suite, Target } from "./check.ts";
import { planUseCase } from "./plan-use-case.ts";
import type { CheckResult, PartReport } from "./result.ts";
import { runCheck, skipReason } from "./run-check.ts";
import type { Conditions, RunEvent, RunOptions, RunOutcome } from "./run-options.ts";
import { smokeChecks } from "./smoke-checks.ts";
import { ANSWER_TIMEOUT_MS, limitsFor } from "./time-limits.ts";

/** Checks wait for call-backs and for time to pass more than they work. */
const CONCURRENCY = 24;

const USUAL = limitsFor(ANSWER_TIMEOUT_MS);

/** A part and the checks that it gets. */
interface Plan {
  readonly target: Target;
  readonly checks: readonly Check[];
  /** By check, filled as the run goes on. */
  readonly results: Map<Check, CheckResult>;
}

/**
 * Runs the suites of all targets and the use cases side by side, each story in a world that it makes for itself, and then
 * each exclusive check alone. Throws only where a suite or use case cannot be loaded; whatever a check does becomes its
 * result.
 */
export async function runChecks(options: RunOptions): Promise<RunOutcome> {
  const conditions = conditionsOf(options);
  const onEvent = options.onEvent ?? (() => undefined);
  const plans = await Promise.all(options.targets.map((target) => planPart(target, options)));
  const useCases = await Promise.all(options.useCases.map((run) => planUseCase(run, conditions, onEvent)));
  const jobsOf = (exclusive: boolean) =>
    plans.flatMap((plan) =>
      plan.checks
        .filter((check) => (check.exclusive === true) === exclusive)
        .map((check) => () => runPlanned(plan, check, conditions, onEvent)),
    );

  for (const plan of plans) if (plan.checks.length === 0) onEvent(partFinished(plan));
  const together = [...jobsOf(false), ...useCases.flatMap(({ jobs }) => jobs)];
  await runLimited(together, options.concurrency ?? CONCURRENCY);
  await runLimited(jobsOf(true), 1);
  return { parts: plans.map(partReport), useCases: useCases.map(({ report }) => report()) };
}

function conditionsOf(options: RunOptions): Conditions {
  return {
    allowWrites: options.allowWrites ?? false,
    sink: options.sink,
    timeoutMs: options.timeoutMs ?? USUAL.timeoutMs,
    checkMs: options.checkMs ?? USUAL.checkMs,
    storyMs: options.storyMs ?? USUAL.storyMs,
    cleanUpMs: options.cleanUpMs ?? USUAL.cleanUpMs,
    signal: options.signal,
  };
}

async function planPart(target: Target, { suites, only }: RunOptions): Promise<Plan> {
  const suite: Suite | undefined = target.otherApi === undefined ? await suites[target.block]?.() : undefined;
  const checks = [...smokeChecks(target), ...(suite?.checks ?? [])].filter(
    (check) => only?.(target.part, check) ?? true,
  );
  return { target, checks, results: new Map() };
}

async function runPlanned(
  plan: Plan,
  check: Check,
  conditions: Conditions,
  onEvent: (event: RunEvent) => void,
): Promise<void> {
  const { part } = plan.target;
  if (skipReason(check, conditions) === undefined) onEvent({ type: "checkStarted", part, check });
  const result = await runCheck(check, plan.target, conditions);
  plan.results.set(check, result);
  onEvent({ type: "checkFinished", part, result });
  if (plan.results.size === plan.checks.length) onEvent(partFinished(plan));
}

/** Works through the jobs in their order, at most `limit` at the same time. */
async function runLimited(jobs: readonly (() => Promise<void>)[], limit: number): Promise<void> {
  const queue = jobs.values();
  const work = async () => {
    // All workers draw from one iterator, so that each job is taken once.
    for (const job of queue) await job();
  };
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
}

function partFinished(plan: Plan): RunEvent {
  return { type: "partFinished", part: partReport(plan) };
}

function partReport({ target, checks, results }: Plan): PartReport {
  const { part, block, product, owner = "", url } = target;
  return {
    part,
    block,
    product,
    owner,
    url,
    results: checks.flatMap((check) => results.get(check) ?? []),
  };
}
