import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { refuseBrokenBodies } from "./body-refusals.ts";
import { CHOOSING, ENDING, FORKING, waitingFor } from "./bpmn.ts";
import { completeTask, readTasks } from "./fixtures.ts";
import {
  askStart,
  expectEnded,
  expectRunning,
  listInstances,
  propertiesOf,
  start,
  startNew,
} from "./instances.ts";
import { ABSENT, addProcess, describeProcess, INVALID, processPath, workflowApi } from "./scene.ts";

async function expectInstances(context: CheckContext, processId: string, count: number): Promise<void> {
  const { answer, found } = await listInstances(context, processId);
  expectEqual(found.length, count, "the number of instances of the process", answer);
}

/** Starting instances, and what BPMN says that they do. */
export const startChecks = checksOf("start", workflowApi("POST /processes/{processId}/start"), [
  positive(
    "start-waits",
    "An instance that is started waits for the person whose task comes first",
    async (context) => {
      const { processId, instanceId } = await startNew(context);
      await expectRunning(context, instanceId);
      await expectInstances(context, processId, 1);
    },
  ),
  positive(
    "start-ends",
    "An instance in which nobody has anything to do comes to its end",
    async (context) => {
      const { instanceId } = await startNew(context, ENDING);
      await expectEnded(context, instanceId);
    },
  ),
  positive(
    "start-twice",
    "Two instances of a process are two, each with an id of its own",
    async (context) => {
      const processId = await addProcess(context, describeProcess(context));
      const [first, second] = [await start(context, processId), await start(context, processId)];
      expectTrue(first.id !== second.id, "two instances have the same id");
      await expectInstances(context, processId, 2);
      for (const { id } of [first, second]) await expectRunning(context, id);
    },
  ),
  positive(
    "start-chooses",
    "What an instance is started with decides the way that it goes",
    async (context) => {
      const processId = await addProcess(context, describeProcess(context, CHOOSING));
      const [small, large] = [
        await start(context, processId, { amount: "99" }),
        await start(context, processId, { amount: "1000" }),
      ];
      await expectEnded(context, small.id);
      await expectRunning(context, large.id);
    },
    { level: "RECOMMENDED" },
  ),
  positive("start-timer", "A timer lets an instance go on when its time has come", async (context) => {
    const { instanceId } = await startNew(context, waitingFor("PT1S"));
    await expectRunning(context, instanceId);
    await expectEnded(context, instanceId);
  }),
  positive("start-timer-waits", "A timer whose time has not come lets it wait", async (context) => {
    const { instanceId } = await startNew(context, waitingFor("PT1H"));
    await expectRunning(context, instanceId);
  }),
  positive(
    "start-task",
    "A person's task is open until it is done, and then the instance goes on",
    async (context) => {
      const { instanceId } = await startNew(context);
      await completeTask(context, instanceId, propertiesOf({ approved: "true" }));
      await expectEnded(context, instanceId);
      expectEqual(await readTasks(context, instanceId), [], "the open tasks of an instance that has ended");
    },
    { level: "OPTIONAL" },
  ),
  positive(
    "start-fork",
    "Where a process does two things at once, two persons have a task",
    async (context) => {
      const { instanceId } = await startNew(context, FORKING);
      await expectRunning(context, instanceId);
      expectEqual((await readTasks(context, instanceId)).length, 2, "the number of open tasks");
    },
    { level: "OPTIONAL" },
  ),
  negative("start-unknown", "Of a process that there is not nothing is started", async (context) => {
    const json = { processStartedBy: context.mark, InstanceValues: [] };
    expectRefused(await askStart(context, `${context.mark}-none`, json), ...ABSENT);
  }),
  negative("start-without-body", "Without a readable payload nothing is started", async (context) => {
    const processId = await addProcess(context, describeProcess(context));
    const request = { method: "POST", path: processPath(processId, "/start") } as const;
    await refuseBrokenBodies(context, request, { processStartedBy: context.mark });
    await expectInstances(context, processId, 0);
  }),
  negative("start-by-nobody", "Without the one who starts it nothing is started", async (context) => {
    const processId = await addProcess(context, describeProcess(context));
    const InstanceValues = propertiesOf({ amount: "99" });
    for (const json of [{ InstanceValues }, { processStartedBy: "", InstanceValues }])
      expectRefused(await askStart(context, processId, json), ...INVALID);
    await expectInstances(context, processId, 0);
  }),
  negative(
    "start-strange-values",
    "Values that are no list are refused, and nothing is started",
    async (context) => {
      const processId = await addProcess(context, describeProcess(context));
      for (const InstanceValues of ["amount", 7, ["amount"]]) {
        const json = { processStartedBy: context.mark, InstanceValues };
        expectRefused(await askStart(context, processId, json), ...INVALID);
      }
      await expectInstances(context, processId, 0);
    },
  ),
]);
