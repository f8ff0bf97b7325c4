import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { addProcess, describeProcess, processPath } from "./scene.ts";

/** How long an instance may take to get somewhere. */
const PATIENCE_MS = 8000;
const LOOK_MS = 40;
const RUNNING = /^(?:running|active)$/i;

const id = z.union([z.string().min(1), z.int()]).transform(String);
const text = z.string().min(1);
const time = z
  .string()
  .refine((value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value)), {
    error: "is no time of ISO 8601",
  });

/** An instance as start and stop answer it. */
const started = z.looseObject({
  id,
  processRef: text,
  suspended: z.boolean(),
  ended: z.boolean(),
  state: text,
});
/** An instance as it is looked at. */
const instance = z.looseObject({ id, processRef: text, initTime: time, state: text, lastChangeTime: time });

/** The path of an instance. */
export const instancePath = (instanceId: string, below = ""): string =>
  `/instances/${encodeURIComponent(instanceId)}${below}`;

/** A list of properties as the specification has it. */
export function propertiesOf(values: Readonly<Record<string, string>>): { code: string; value: string }[] {
  return Object.entries(values).map(([code, value]) => ({ code, value }));
}

/** Asks for the start of an instance. */
export function askStart(context: CheckContext, processId: string, json: unknown): Promise<Exchange> {
  return context.http.send({ method: "POST", path: processPath(processId, "/start"), json });
}

/** Starts an instance, which is stopped after the check. */
export async function start(
  context: CheckContext,
  processId: string,
  values: Readonly<Record<string, string>> = {},
): Promise<z.output<typeof started>> {
  const json = { processStartedBy: context.mark, InstanceValues: propertiesOf(values) };
  const answer = await askStart(context, processId, json);
  expectStatus(answer, 201);
  const found = expectShape(answer, started);
  context.cleanUp(async () => {
    await context.http.send({ method: "POST", path: instancePath(found.id, "/stop") });
  });
  expectEqual(found.processRef, processId, "the process of the instance", answer);
  expectEqual(found.suspended, false, "whether the instance is suspended", answer);
  if (found.ended)
    expectTrue(!RUNNING.test(found.state), "an instance that has ended says that it runs", answer);
  else expectTrue(RUNNING.test(found.state), `an instance that was started says ${found.state}`, answer);
  return found;
}

/** Adds a process with this content and starts an instance of it; their ids. */
export async function startNew(
  context: CheckContext,
  content?: string,
  values: Readonly<Record<string, string>> = {},
): Promise<{ readonly processId: string; readonly instanceId: string }> {
  const processId = await addProcess(context, describeProcess(context, content));
  return { processId, instanceId: (await start(context, processId, values)).id };
}

/** Stops an instance; it says that it has ended, and how. */
export async function stop(context: CheckContext, instanceId: string, processId: string): Promise<string> {
  const answer = await context.http.send({ method: "POST", path: instancePath(instanceId, "/stop") });
  expectStatus(answer, 201);
  const found = expectShape(answer, started);
  expectMatches(
    found,
    { id: instanceId, processRef: processId, ended: true },
    "the stopped instance",
    answer,
  );
  expectEqual(found.suspended, false, "whether the instance is suspended", answer);
  expectTrue(!RUNNING.test(found.state), "an instance that was stopped says that it runs", answer);
  return found.state;
}

/** Looks at an instance. */
export async function readInstance(
  context: CheckContext,
  instanceId: string,
): Promise<{ readonly answer: Exchange; readonly found: z.output<typeof instance> }> {
  const answer = await context.http.send({ path: instancePath(instanceId) });
  expectStatus(answer, 200);
  const found = expectShape(answer, instance);
  expectEqual(found.id, instanceId, "the id of the instance", answer);
  return { answer, found };
}

/** Whether the state of an instance is one in which it goes on. */
export const isRunning = (state: string): boolean => RUNNING.test(state);

/** The instance runs. */
export async function expectRunning(context: CheckContext, instanceId: string): Promise<void> {
  const { answer, found } = await readInstance(context, instanceId);
  expectTrue(isRunning(found.state), `the instance does not run: it says ${found.state}`, answer);
}

/** The instance comes to its end, shortly; the state that it says then. */
export async function expectEnded(context: CheckContext, instanceId: string): Promise<string> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { answer, found } = await readInstance(context, instanceId);
    if (!isRunning(found.state)) return found.state;
    expectTrue(Date.now() < end, "the instance has not come to its end", answer);
    await delay(LOOK_MS);
  }
}

/** The instances in the list, of all processes or of one. */
export async function listInstances(
  context: CheckContext,
  processId?: string,
): Promise<{ readonly answer: Exchange; readonly found: readonly z.output<typeof instance>[] }> {
  const query = processId === undefined ? {} : { query: { processId } };
  const answer = await context.http.send({ path: "/instances/", ...query });
  expectStatus(answer, 200, 404);
  if (answer.status === 404) return { answer, found: [] };
  const found = expectShape(answer, z.array(instance));
  expectEqual(new Set(found.map((one) => one.id)).size, found.length, "the number of different ids", answer);
  return { answer, found };
}
