import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { conflict, notFound } from "../refusal.ts";
import { recordAudit } from "./audit.ts";
import { goOn } from "./go-on.ts";
import { describeStart, fingerprint, requireInstance, writeTime } from "./instance-operations.ts";
import { findInstance } from "./instances.ts";
import { completeTask, findTask, listOpenTasks, type OpenTask, type StoredTask } from "./tasks.ts";
import { PROPERTIES, readValues, writeValues } from "./values.ts";
import type { Workflow } from "./workflow.ts";

const COMPLETION = z.object({
  completedBy: z.string().trim().min(1).max(200),
  values: PROPERTIES.default([]),
});

/** The operations on tasks of people, of which the specification has none (docs/adr/0016). */
export function taskOperations(workflow: Workflow): readonly Operation[] {
  const { store } = workflow;
  return [
    defineOperation({
      id: "listTasks",
      summary: "The open tasks, the oldest first",
      method: "GET",
      path: "/tasks",
      responses: { 200: "The open tasks" },
      handle: () => ({ status: 200, body: store.read((db) => listOpenTasks(db)).map(describeTask) }),
    }),
    defineOperation({
      id: "listInstanceTasks",
      summary: "The open tasks of an instance",
      method: "GET",
      path: "/instances/{instanceId}/tasks",
      responses: { 200: "The open tasks", 404: "Process instance not found" },
      handle: (call) => {
        const { id } = requireInstance(workflow, call);
        return { status: 200, body: store.read((db) => listOpenTasks(db, id)).map(describeTask) };
      },
    }),
    defineOperation({
      id: "getInstanceValues",
      summary: "What an instance knows",
      method: "GET",
      path: "/instances/{instanceId}/values",
      responses: { 200: "Who started it, and its values", 404: "Process instance not found" },
      handle: (call) => {
        const { startedBy, values } = requireInstance(workflow, call);
        return { status: 200, body: { processStartedBy: startedBy, values: writeValues(values) } };
      },
    }),
    defineOperation({
      id: "completeTask",
      summary: "Complete a task, with what came of it",
      method: "POST",
      path: "/tasks/{taskId}/complete",
      body: COMPLETION,
      responses: {
        200: "The instance, as it goes on",
        404: "There is no such task",
        409: "It is not open any more",
      },
      handle: async (call) => {
        const { instance } = requireTask(workflow, call);
        await workflow.turns.take(instance, () => complete(workflow, call));
        const found = store.read((db) => findInstance(db, instance));
        if (found === undefined) throw absent();
        return { status: 200, body: describeStart(found) };
      },
    }),
  ];
}

/** In the instance's turn: looks at the task again, since another may have completed it meanwhile. */
async function complete(workflow: Workflow, call: Call<z.output<typeof COMPLETION>>): Promise<void> {
  const task = requireTask(workflow, call);
  const { completedBy } = call.body;
  const values = readValues(call.body.values);
  const print = fingerprint([completedBy, values]);
  if (task.state === "completed" && task.completePrint === print) return;
  if (task.state !== "open") throw conflict(`this task is ${task.state}`);
  const { activity, execution } = task;
  const isTaken = await goOn(workflow, task.instance, {
    signal: { activity, execution },
    values,
    write: (db) => {
      completeTask(db, task, { completedBy, print });
      recordAudit(db, call, "completeTask", 200, task.id);
    },
  });
  if (!isTaken) throw conflict("this task is withdrawn");
}

function requireTask({ store }: Workflow, { params }: Call): StoredTask {
  const found = store.read((db) => findTask(db, params["taskId"] ?? ""));
  if (found === undefined) throw absent();
  return found;
}

function absent() {
  return notFound("there is no task of this id");
}

function describeTask({ instance, since, ...task }: OpenTask): unknown {
  return { ...task, instanceId: String(instance), since: writeTime(since) };
}
