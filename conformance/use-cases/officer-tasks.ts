import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type CheckContext, NotApplicable } from "../check.ts";
import { expectEqual, expectTrue } from "../expect.ts";
import { completeTask, readTasks } from "../suites/workflow/fixtures.ts";
import {
  expectEnded,
  isRunning,
  listInstances,
  propertiesOf,
  readInstance,
} from "../suites/workflow/instances.ts";
import { addProcess, describeProcess } from "../suites/workflow/scene.ts";

/** How long an instance may take to come to its next task. */
const PATIENCE_MS = 8000;
const LOOK_MS = 40;

const fixtures = z.looseObject({ tasks: z.string(), complete: z.string() });

/** Deploys a process with this content for the time of the story, and gives its id. */
export function deployProcess(check: CheckContext, content: string): Promise<string> {
  if (!fixtures.safeParse(check.target.fixtures).success)
    throw new NotApplicable("no fixture says how an officer sees and completes the tasks of a process");
  return addProcess(check, describeProcess(check, content));
}

/** The open tasks of an instance beside those that are done; none where it has ended. */
export async function waitForTasks(
  check: CheckContext,
  instanceId: string,
  done: readonly string[] = [],
): Promise<readonly string[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { answer, found } = await readInstance(check, instanceId);
    const open = (await readTasks(check, instanceId)).filter((task) => !done.includes(task));
    if (open.length > 0 || !isRunning(found.state)) return open;
    expectTrue(Date.now() < end, "the process goes on, and nobody has a task", answer);
    await delay(LOOK_MS);
  }
}

/** The officer completes the last task of an instance with this value, and it has come to its end. */
export async function completeLastTask(
  check: CheckContext,
  instanceId: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await completeTask(check, instanceId, propertiesOf(values));
  await expectEnded(check, instanceId);
  expectEqual(await readTasks(check, instanceId), [], "the open tasks of a process that has ended");
}

/** No instance of this process goes on, and nobody has a task of one. `what` they are called. */
export async function expectNoneUnderWay(
  check: CheckContext,
  processId: string,
  what: string,
): Promise<void> {
  const { answer, found } = await listInstances(check, processId);
  const running = found.filter(({ state }) => isRunning(state));
  expectEqual(running.length, 0, `the number of ${what} that go on`, answer);
  for (const { id } of found) expectEqual(await readTasks(check, id), [], `the open tasks of ${what}`);
}
