import { compileProcess } from "./compile-process.ts";
import type { Plan } from "./plan.ts";
import { runStep, type Signal, type StepResult } from "./run-step.ts";

const OPEN = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stack="urn:country-stack:workflow"
  id="d" targetNamespace="urn:test">`;

/** A process of tests with this content; what stands in front of the process goes to `beside`. */
export function bpmn(content: string, beside = ""): string {
  return `${OPEN}${beside}<process id="p">${content}</process></definitions>`;
}

/** A flow; `condition` is written as it is. */
export function flow(from: string, to: string, condition = ""): string {
  const inner = condition === "" ? "" : `<conditionExpression>${condition}</conditionExpression>`;
  return `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${inner}</sequenceFlow>`;
}

/** Compiles a process of tests, in which any host may be called. */
export function compile(content: string, beside = ""): Plan {
  return compileProcess(bpmn(content, beside), () => undefined);
}

/** A run of tests: each step forgets everything but the state, as the server does. */
export class Run {
  readonly #plan: Plan;
  values: Record<string, unknown>;
  last: StepResult | undefined;

  constructor(plan: Plan, values: Record<string, unknown> = {}) {
    this.#plan = plan;
    this.values = values;
  }

  /** Where it waits, by the ids of the activities, sorted. */
  get waits(): string[] {
    return (this.last?.waiting ?? []).map(({ activity }) => activity).sort();
  }

  /** What has come to an end in the last step, in its order. */
  get ended(): string[] {
    const done = (this.last?.happenings ?? []).filter(({ event }) => event === "completed");
    return done.map(({ activity }) => activity);
  }

  async step(signal?: Signal): Promise<StepResult> {
    const last = await runStep(this.#plan, this.values, this.last?.state, signal);
    this.last = last;
    return last;
  }

  /** Goes on from a task that waits. */
  done(activity: string, error?: Signal["error"]): Promise<StepResult> {
    const waiting = this.last?.waiting.find((one) => one.activity === activity);
    if (waiting === undefined) throw new Error(`nothing waits at ${activity}`);
    return this.step({ ...waiting, ...(error === undefined ? {} : { error }) });
  }
}
