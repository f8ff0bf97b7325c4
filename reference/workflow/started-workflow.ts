import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp, type Reply } from "../ask-app.ts";
import { createWorkflow } from "./create.ts";
import { bpmn } from "./started-run.ts";

const PATIENCE_MS = 15_000;

/** A test's server and the ways to talk to it. */
export interface StartedWorkflow {
  readonly send: Ask;
  /** Adds a process with this content, and gives its id. */
  add(content: string, changes?: object): Promise<string>;
  /** Starts an instance, and gives its id. */
  start(process: string, values?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The state of an instance. */
  stateOf(instance: string): Promise<string>;
  /** The open tasks of an instance, by the ids of their activities. */
  tasksOf(instance: string): Promise<Readonly<Record<string, string>>>;
  /** Completes the task of this activity. */
  complete(instance: string, activity: string, values?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** What an instance knows. */
  valuesOf(instance: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "workflow",
    block: "workflow",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70002", application: "workflow" },
    clientAuthentication: "none",
    institutions: {},
    ...part,
    settings: { retryBaseMs: 5, ...part.settings },
  };
}

/** A definition of a process with this content. */
export function exampleDefinition(content: string, changes: object = {}): Record<string, unknown> {
  const processBody = [{ code: "bpmn", value: bpmn(content) }];
  return { name: "Review", type: "Private", version: "1", processBody, ...changes };
}

const listOf = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([code, value]) => ({ code, value }));

/** Starts a server in memory, or in a folder. */
export function startWorkflow(part: Partial<ReferenceConfig> = {}, folder = ":memory:"): StartedWorkflow {
  const { app, close } = createWorkflow(testConfig(part), folder);
  const send = askApp(app);
  const expecting = async (status: number, reply: Promise<Reply>) => {
    const answer = await reply;
    if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`);
    return answer.body;
  };
  const tasksOf = async (instance: string): Promise<Record<string, string>> => {
    const tasks = (await expecting(200, send("GET", `/instances/${instance}/tasks`))) as {
      activity: string;
      id: string;
    }[];
    return Object.fromEntries(tasks.map(({ activity, id }) => [activity, id]));
  };
  return {
    send,
    close,
    tasksOf,
    add: async (content, changes) =>
      (await expecting(201, send("POST", "/processes", exampleDefinition(content, changes)))).id,
    start: async (process, values = {}) => {
      const payload = { processStartedBy: "officer-1", InstanceValues: listOf(values) };
      return (await expecting(201, send("POST", `/processes/${process}/start`, payload))).id;
    },
    stateOf: async (instance) => (await expecting(200, send("GET", `/instances/${instance}`))).state,
    complete: async (instance, activity, values = {}) => {
      const task = (await tasksOf(instance))[activity];
      return send("POST", `/tasks/${task}/complete`, { completedBy: "officer-2", values: listOf(values) });
    },
    valuesOf: async (instance) => {
      const { values } = await expecting(200, send("GET", `/instances/${instance}/values`));
      return Object.fromEntries(values.map((one: { code: string; value: unknown }) => [one.code, one.value]));
    },
  };
}

/** Waits until something holds; rejects where it does not for long, on whatever machine. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
