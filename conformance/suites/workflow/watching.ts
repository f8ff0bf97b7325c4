import { expectEqual, expectMatches, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { ENDING } from "./bpmn.ts";
import {
  expectEnded,
  expectRunning,
  instancePath,
  isRunning,
  listInstances,
  readInstance,
  start,
  startNew,
  stop,
} from "./instances.ts";
import { ABSENT, addProcess, describeProcess, INVALID, workflowApi } from "./scene.ts";

/** An instance of nobody: the example in the specification. */
const UNKNOWN = "95aef406-3a7a-11e5-85b6-dafa20524153";
/** By how much the clocks of the checks and of the part may differ. */
const CLOCKS_MS = 10 * 60_000;

/** Seeing which instances there are. */
export const instanceListChecks = checksOf("getInstanceList", workflowApi("GET /instances/"), [
  positive(
    "list-instances",
    "The instances can be listed, each with an id of its own",
    async (context) => {
      await listInstances(context);
    },
    { effect: "read" },
  ),
  positive(
    "list-instances-of",
    "Of one process those instances are listed, and no other",
    async (context) => {
      const definition = describeProcess(context);
      const [one, other] = [
        await addProcess(context, definition),
        await addProcess(context, { ...definition, version: "2" }),
      ];
      const ids = [(await start(context, one)).id, (await start(context, one)).id];
      const elsewhere = (await start(context, other)).id;
      const { answer, found } = await listInstances(context, one);
      expectEqual(found.map(({ id }) => id).sort(), ids.sort(), "the instances of the process", answer);
      for (const instance of found) {
        expectEqual(instance.processRef, one, "the process of an instance in the list", answer);
        expectTrue(isRunning(instance.state), `an instance in the list says ${instance.state}`, answer);
      }
      const all = await listInstances(context);
      const listed = new Set(all.found.map(({ id }) => id));
      for (const id of [...ids, elsewhere])
        expectTrue(listed.has(id), "an instance is not in the list of all", all.answer);
      await listInstances(context, one);
      const nobody = await listInstances(context, `${context.mark}-none`);
      expectEqual(nobody.found.length, 0, "the number of instances of nothing", nobody.answer);
    },
  ),
  positive(
    "list-instances-times",
    "The list says when instances were started, and last changed",
    async (context) => {
      const { processId, instanceId } = await startNew(context);
      const { answer, found } = await listInstances(context, processId);
      const { found: alone } = await readInstance(context, instanceId);
      const { initTime, lastChangeTime, state } = alone;
      expectMatches(found[0], { initTime, lastChangeTime, state }, "the instance in the list", answer);
    },
  ),
  positive(
    "list-instances-ended",
    "An instance that has ended stays in the list, and says so",
    async (context) => {
      const { processId, instanceId } = await startNew(context, ENDING);
      const state = await expectEnded(context, instanceId);
      const { answer, found } = await listInstances(context, processId);
      expectEqual(
        found.map((one) => [one.id, one.state]),
        [[instanceId, state]],
        "the instances",
        answer,
      );
    },
  ),
  negative("list-instances-none", "Of a process without instances none is listed", async (context) => {
    const processId = await addProcess(context, describeProcess(context));
    const { answer, found } = await listInstances(context, processId);
    expectEqual(found.length, 0, "the number of instances", answer);
  }),
  negative(
    "list-instances-unknown",
    "Of a process that there is not no instance is listed",
    async (context) => {
      const { answer, found } = await listInstances(context, `${context.mark}-none`);
      expectEqual(found.length, 0, "the number of instances", answer);
    },
    { effect: "read" },
  ),
]);

/** Seeing how an instance stands. */
export const instanceChecks = checksOf("getInstance", workflowApi("GET /instances/{instanceId}"), [
  positive(
    "instance",
    "An instance says of which process it is, that it runs and since when",
    async (context) => {
      const before = Date.now();
      const { processId, instanceId } = await startNew(context);
      const { answer, found } = await readInstance(context, instanceId);
      expectEqual(found.processRef, processId, "the process of the instance", answer);
      expectTrue(isRunning(found.state), `an instance that waits says ${found.state}`, answer);
      for (const time of [found.initTime, found.lastChangeTime])
        expectTrue(
          Math.abs(Date.parse(time) - before) < CLOCKS_MS,
          "the instance says another time than now",
          answer,
        );
      expectTrue(found.initTime <= found.lastChangeTime, "the instance has changed before it began", answer);
    },
  ),
  positive(
    "instance-changed",
    "The last change of an instance is the time at which it changed",
    async (context) => {
      const { processId, instanceId } = await startNew(context);
      const { found: before } = await readInstance(context, instanceId);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await stop(context, instanceId, processId);
      const { answer, found } = await readInstance(context, instanceId);
      expectEqual(found.initTime, before.initTime, "the time at which it was started", answer);
      expectTrue(!isRunning(found.state), "an instance that was stopped says that it runs", answer);
      expectTrue(
        found.lastChangeTime >= before.lastChangeTime,
        "the last change is before an earlier one",
        answer,
      );
    },
  ),
  positive(
    "instance-log",
    "The details of an instance say what has happened in it",
    async (context) => {
      const { instanceId } = await startNew(context);
      const { answer } = await readInstance(context, instanceId);
      for (const activity of ["start", "look"])
        expectTrue(
          answer.text.includes(`"${activity}"`),
          `the details of the instance do not name ${activity}, which it came to`,
          answer,
        );
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "instance-unknown",
    "An instance that there is not cannot be looked at",
    async (context) => {
      for (const id of [UNKNOWN, "1", `${context.mark}-none`])
        expectRefused(await context.http.send({ path: instancePath(id) }), ...ABSENT);
    },
    { effect: "read" },
  ),
]);

/** Stopping an instance. */
export const stopChecks = checksOf("stop", workflowApi("POST /instances/{instanceId}/stop"), [
  positive("stop-instance", "An instance that is stopped has ended, and stays so", async (context) => {
    const { processId, instanceId } = await startNew(context);
    const state = await stop(context, instanceId, processId);
    for (const _ of ["at once", "again"]) {
      const { answer, found } = await readInstance(context, instanceId);
      expectEqual(found.state, state, "the state of the stopped instance", answer);
    }
  }),
  positive("stop-one", "Stopping an instance leaves the others alone", async (context) => {
    const { processId, instanceId } = await startNew(context);
    const other = await start(context, processId);
    await stop(context, instanceId, processId);
    await expectRunning(context, other.id);
  }),
  positive(
    "stop-again",
    "Stopping an instance twice, as after a broken connection, is stopping it",
    async (context) => {
      const { processId, instanceId } = await startNew(context);
      const [first, again] = [
        await stop(context, instanceId, processId),
        await stop(context, instanceId, processId),
      ];
      expectEqual(again, first, "the state of an instance that was stopped again");
    },
    { level: "RECOMMENDED" },
  ),
  negative("stop-unknown", "An instance that there is not cannot be stopped", async (context) => {
    for (const id of [UNKNOWN, `${context.mark}-none`])
      expectRefused(await context.http.send({ method: "POST", path: instancePath(id, "/stop") }), ...ABSENT);
  }),
  negative(
    "stop-ended",
    "An instance that has come to its end is not stopped afterwards",
    async (context) => {
      const { instanceId } = await startNew(context, ENDING);
      const state = await expectEnded(context, instanceId);
      const stopped = await context.http.send({ method: "POST", path: instancePath(instanceId, "/stop") });
      expectStatus(stopped, 201, ...INVALID, ...ABSENT);
      const { answer, found } = await readInstance(context, instanceId);
      expectEqual(found.state, state, "the state of an instance that had ended", answer);
    },
  ),
]);
