import { type BpmnEngineOptions, Engine } from "bpmn-engine";
import { isTime } from "./compile-event.ts";
import { evaluate, isTrue } from "./evaluate.ts";
import type { Plan } from "./plan.ts";
import { StepTimers } from "./step-timers.ts";
import type { Values } from "./values.ts";
import { type Happening, Watch } from "./watch.ts";

/** Where an instance waits. */
export interface Waiting {
  readonly activity: string;
  /** This visit of the activity; an activity can be visited again. */
  readonly execution: string;
}

/** What lets an instance go on from a task: it is done, or it has failed. */
export interface Signal extends Waiting {
  readonly error?: { readonly code: string; readonly message: string };
}

/** What a step came to. */
export interface StepResult {
  readonly outcome: "running" | "completed" | "failed";
  /** For the next step, JSON; empty where there is none. */
  readonly state: string;
  /** Whether the task that was signalled was still waited for. */
  readonly isTaken: boolean;
  readonly waiting: readonly Waiting[];
  /** When it goes on by itself, in milliseconds since 1970. */
  readonly timerAt: number | undefined;
  readonly happenings: readonly Happening[];
  /** Why it failed. */
  readonly reason?: string;
}

/** What of the engine's view of an element is used here. */
interface ElementView {
  readonly id: string;
  readonly type: string;
  readonly executionId?: string;
  readonly getPostponed?: () => readonly ElementView[];
  readonly signal: (message: object) => void;
  readonly sendApiMessage: (type: string, content: object) => void;
}

/**
 * Runs an instance from where it waited, or from its start, to where it waits next. The engine is made for this step and
 * forgotten; due timers go off first. Never rejects for what a process does: that is the outcome `failed`.
 */
export async function runStep(
  plan: Plan,
  values: Values,
  earlier: string | undefined,
  signal?: Signal,
): Promise<StepResult> {
  const timers = new StepTimers();
  const watch = new Watch(plan.failures);
  let isTaken = signal === undefined;
  try {
    const engine = await createEngine(plan, values, timers, watch);
    const execution = await bringUp(engine, earlier);
    const task = signal && findTask(execution.getPostponed(), signal);
    if (task !== undefined && !watch.hasFailed) {
      isTaken = true;
      push(task, signal?.error);
    }
    if (watch.hasFailed) return failed(watch, isTaken);
    const { happenings } = watch;
    if (engine.state === "idle")
      return { outcome: "completed", state: "", isTaken, waiting: [], timerAt: undefined, happenings };
    return {
      outcome: "running",
      state: writeState(execution.getState()),
      isTaken,
      waiting: waitingIn(plan, execution.getPostponed()),
      timerAt: timers.next,
      happenings,
    };
  } catch (error) {
    watch.fail(error);
    return failed(watch, isTaken);
  }
}

async function createEngine(plan: Plan, values: Values, timers: StepTimers, watch: Watch): Promise<Engine> {
  const options = {
    name: "instance",
    sourceContext: await contextOf(plan),
    timers,
    scripts: { register: () => undefined, getScript: () => undefined },
    expressions: { resolveExpression: (text: string) => resolve(plan, values, text) },
    listener: watch.listener,
  };
  // Its types want timers and scripts of their own making, where any will do.
  const engine = new Engine(options as unknown as BpmnEngineOptions);
  engine.on("error", (error: unknown) => watch.fail(error));
  return engine;
}

async function bringUp(engine: Engine, earlier: string | undefined): Promise<ExecutionView> {
  const execution =
    earlier === undefined ? await engine.execute() : await engine.recover(JSON.parse(earlier)).resume();
  return execution as unknown as ExecutionView;
}

function push(task: ElementView, error: Signal["error"]): void {
  if (error === undefined) task.signal({});
  else task.sendApiMessage("error", error);
}

const contexts = new WeakMap<Plan, Promise<unknown>>();

/** The process as the engine reads it, which it does once for each plan. */
function contextOf(plan: Plan): Promise<unknown> {
  const known = contexts.get(plan) ?? readContext(plan.source);
  contexts.set(plan, known);
  return known;
}

async function readContext(source: string): Promise<unknown> {
  const [definition] = await new Engine({ source }).getDefinitions();
  return (definition as unknown as { environment: { options: { source: unknown } } }).environment.options
    .source;
}

/** What of the engine's view of a run is used here. */
interface ExecutionView {
  getPostponed(): readonly ElementView[];
  getState(): EngineState;
}

interface EngineState {
  readonly definitions: readonly { source?: string }[];
}

/** The state without the process itself, which is the same for all instances. */
function writeState(state: EngineState): string {
  const definitions = state.definitions.map(({ source: _, ...rest }) => rest);
  return JSON.stringify({ ...state, definitions });
}

function failed(watch: Watch, isTaken: boolean): StepResult {
  const { happenings, reason } = watch;
  return { outcome: "failed", state: "", isTaken, waiting: [], timerAt: undefined, happenings, reason };
}

/** Texts are what they are, but those that stand for conditions and times. */
function resolve(plan: Plan, values: Values, text: string): unknown {
  const expression = plan.expressions.get(text);
  if (expression === undefined) return text;
  const value = evaluate(expression, values);
  if (!text.startsWith("time ")) return isTrue(value);
  const isDate = typeof value === "string" && isTime("timeDate", value);
  const isDuration = typeof value === "string" && isTime("timeDuration", value);
  if (!isDate && !isDuration) throw new Error(`the ${text} is no time`);
  return value;
}

function waitingIn(plan: Plan, views: readonly ElementView[]): Waiting[] {
  return tasksIn(views)
    .filter(({ id }) => plan.tasks.has(id))
    .map(({ id, executionId }) => ({ activity: id, execution: executionId ?? "" }));
}

function findTask(views: readonly ElementView[], { activity, execution }: Waiting): ElementView | undefined {
  return tasksIn(views).find(({ id, executionId }) => id === activity && executionId === execution);
}

function tasksIn(views: readonly ElementView[]): ElementView[] {
  return views.flatMap((view) => {
    if (view.type === "bpmn:SubProcess") return tasksIn(innerOf(view));
    return view.type === "bpmn:UserTask" && view.executionId !== undefined ? [view] : [];
  });
}

function innerOf(view: ElementView): readonly ElementView[] {
  return (view.getPostponed?.() ?? []).filter(({ id }) => id !== view.id);
}
