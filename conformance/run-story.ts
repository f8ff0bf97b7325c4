import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { attempt, judge, type Outcome, type Scope } from "./attempt.ts";
import type { Story, Target, UseCaseContext } from "./check.ts";
import type { Exchange } from "./http.ts";
import { createMask, type Mask } from "./mask.ts";
import type { Status, StepResult, StoryResult } from "./result.ts";
import { clientOf, newMark } from "./run-check.ts";
import type { Conditions, UseCaseRun } from "./run-options.ts";

/** The hop under which a report shows what a story did outside its steps, and in its clean-ups. */
const OUTSIDE = { hop: "around the steps", title: "Prepares and cleans up" } as const;

type OpenStep = { -readonly [key in keyof StepResult]: StepResult[key] } & { exchanges: Exchange[] };

/** Runs one story. Its steps stand in the order in which they began; the result is masked. Never throws. */
export async function runStory(
  story: Story,
  run: UseCaseRun,
  mediator: Target,
  conditions: Conditions,
): Promise<StoryResult> {
  const steps: OpenStep[] = [];
  const { storyMs: limitMs, cleanUpMs, signal } = conditions;
  const outcome = await attempt((scope) => story.run(contextOf(run, mediator, conditions, scope, steps)), {
    limitMs,
    cleanUpMs,
    signal,
  });
  return storyResult(story, outcome, steps);
}

/** A story that was not run. */
export function skippedStory({ id: story, title, kind }: Story, reason: string): StoryResult {
  return { story, title, kind, status: "skipped", milliseconds: 0, reason, steps: [] };
}

function contextOf(
  run: UseCaseRun,
  mediator: Target,
  conditions: Conditions,
  scope: Scope,
  steps: OpenStep[],
): UseCaseContext {
  // Steps may run side by side, and each answer belongs to the step that asked.
  const current = new AsyncLocalStorage<OpenStep>();
  const record = (exchange: Exchange) => {
    const step = current.getStore() ?? outsideOf(steps);
    step.exchanges.push(exchange);
  };
  // Payments takes twenty characters at most.
  const correlationId = randomBytes(8).toString("hex");
  const options = { timeoutMs: conditions.timeoutMs, correlationId, record };
  return {
    roles: run.roles,
    servicePath: run.servicePath,
    mediator: clientOf(mediator, scope, options),
    mediatorTarget: mediator,
    direct: (role) => clientOf(targetOf(run, role), scope, options),
    sink: conditions.sink,
    correlationId,
    mark: newMark(),
    step: (hop, title, action) => {
      const step = openStep(hop, title);
      steps.push(step);
      return current.run(step, () => finishStep(step, action));
    },
    cleanUp: scope.cleanUp,
  };
}

function targetOf(run: UseCaseRun, role: string): Target {
  const target = run.roles[role];
  if (target === undefined) throw new Error(`the use case has no role ${role}`);
  return target;
}

function openStep(hop: string, title: string): OpenStep {
  // A step that nobody comes back to was under way when the story was stopped.
  return { hop, title, status: "skipped", milliseconds: 0, reason: "not finished", exchanges: [] };
}

function outsideOf(steps: OpenStep[]): OpenStep {
  const known = steps.find((step) => step.hop === OUTSIDE.hop);
  if (known !== undefined) return known;
  const step: OpenStep = { ...openStep(OUTSIDE.hop, OUTSIDE.title), status: "passed" };
  delete step.reason;
  steps.push(step);
  return step;
}

async function finishStep<T>(step: OpenStep, action: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const work = Promise.resolve().then(action);
  const { status, reason } = await judge(async () => void (await work));
  step.status = status;
  step.milliseconds = Math.round(performance.now() - started);
  delete step.reason;
  if (reason !== undefined) step.reason = reason;
  return work;
}

function storyResult(story: Story, outcome: Outcome, steps: OpenStep[]): StoryResult {
  const { status, milliseconds, reason } = outcome;
  const wrong = reason !== undefined && (status === "failed" || status === "error");
  const where = wrong ? `${guiltyStep(steps, status, reason).hop}: ` : "";
  const mask = createMask(steps.flatMap((step) => step.exchanges));
  return {
    story: story.id,
    title: story.title,
    kind: story.kind,
    status,
    milliseconds,
    ...(reason === undefined ? {} : { reason: mask.text(where + reason) }),
    steps: steps.map((step) => maskStep(step, mask)),
  };
}

/** The innermost step that says what the story says; what happened in none of them, happened around them. */
function guiltyStep(steps: OpenStep[], status: Status, reason: string): OpenStep {
  const said = steps.findLast((step) => step.reason !== undefined && reason.startsWith(step.reason));
  if (said !== undefined) return said;
  const outside = outsideOf(steps);
  outside.status = status;
  outside.reason = reason;
  return outside;
}

function maskStep(step: OpenStep, mask: Mask): StepResult {
  const exchanges = step.exchanges.map(mask.exchange);
  return step.reason === undefined
    ? { ...step, exchanges }
    : { ...step, reason: mask.text(step.reason), exchanges };
}
