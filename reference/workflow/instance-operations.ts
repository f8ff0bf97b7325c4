import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../canonical-json.ts";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { allRows } from "../sql.ts";
import { recordAudit } from "./audit.ts";
import { isExecutable } from "./definition.ts";
import { startInstance } from "./go-on.ts";
import {
  endInstance,
  findInstance,
  findStarted,
  type InstanceFacts,
  listInstances,
  type StoredInstance,
} from "./instances.ts";
import { requireProcess } from "./process-operations.ts";
import { findProcess } from "./processes.ts";
import { PROPERTIES, readValues } from "./values.ts";
import type { Workflow } from "./workflow.ts";

const START = z.object({
  processStartedBy: z.string().trim().min(1).max(200),
  InstanceValues: PROPERTIES.optional(),
  instanceValues: PROPERTIES.optional(),
});

/** The operations on instances. */
export function instanceOperations(workflow: Workflow): readonly Operation[] {
  const { store } = workflow;
  return [
    defineOperation({
      id: "start",
      summary: "Start an instance of a process",
      method: "POST",
      path: "/processes/{processId}/start",
      headers: [{ name: "Idempotency-Key" }],
      body: START,
      responses: { 201: "Process started", 404: "Process not found", 409: "It cannot be started" },
      handle: async (call) => ({ status: 201, body: describeStart(await start(workflow, call)) }),
    }),
    defineOperation({
      id: "getInstanceList",
      summary: "The instances, of all processes or of one",
      method: "GET",
      path: "/instances/",
      routes: ["/instances"],
      query: [{ name: "processId" }],
      responses: { 200: "An array of process instances", 404: "Process not found" },
      handle: ({ query }) => {
        const process = query.get("processId");
        if (process !== null && store.read((db) => findProcess(db, process)) === undefined)
          throw notFound("there is no process of this id, and so no instance");
        return { status: 200, body: store.read((db) => listInstances(db, process)).map(describeInstance) };
      },
    }),
    defineOperation({
      id: "getInstance",
      summary: "An instance, with its log",
      method: "GET",
      path: "/instances/{instanceId}",
      responses: { 200: "A process instance", 404: "Process instance not found" },
      handle: (call) => {
        const instance = requireInstance(workflow, call);
        return { status: 200, body: { ...describeInstance(instance), log: readLog(workflow, instance.id) } };
      },
    }),
    defineOperation({
      id: "stop",
      summary: "Stop an instance",
      method: "POST",
      path: "/instances/{instanceId}/stop",
      responses: {
        201: "Process instance stopped",
        404: "Process instance not found",
        409: "It has ended already",
      },
      handle: async (call) => {
        const { id } = requireInstance(workflow, call);
        await workflow.turns.take(id, () => stop(workflow, call, id));
        return { status: 201, body: describeStart(requireInstance(workflow, call)) };
      },
    }),
  ];
}

async function start(workflow: Workflow, call: Call<z.output<typeof START>>): Promise<InstanceFacts> {
  const { store } = workflow;
  const { processStartedBy, InstanceValues = [], instanceValues = [] } = call.body;
  const process = requireProcess(workflow, call.params["processId"]);
  if (!isExecutable(process.definition, workflow.planOf(process.definition)))
    throw conflict("this process is not executable: it has no BPMN, or says so");
  const values = readValues([...instanceValues, ...InstanceValues]);
  const startKey = keyOf(call);
  const startPrint = fingerprint([processStartedBy, values]);
  const begin = async () => {
    const earlier =
      startKey === undefined ? undefined : store.read((db) => findStarted(db, process.id, startKey));
    if (earlier !== undefined && earlier.startPrint !== startPrint)
      throw conflict("something else was started with this Idempotency-Key");
    if (earlier !== undefined) return earlier.id;
    const { id, revision } = process;
    const { correlationId } = call;
    return startInstance(
      workflow,
      { process: id, revision, startedBy: processStartedBy, startKey, startPrint, values, correlationId },
      (db, instance) => recordAudit(db, call, "start", 201, `${id} ${instance}`),
    );
  };
  // One at a time, so that the same key twice at once starts one.
  const id = startKey === undefined ? await begin() : await workflow.turns.take(0, begin);
  return instanceOf(workflow, id);
}

async function stop(workflow: Workflow, call: Call, id: number): Promise<void> {
  const { state } = instanceOf(workflow, id);
  if (state !== "running" && state !== "stopped")
    throw conflict(`this instance has ended already: it is ${state}`);
  await workflow.store.write((db) => {
    if (state === "running") endInstance(db, id, "stopped", undefined);
    recordAudit(db, call, "stop", 201, String(id));
  });
}

function keyOf({ headers }: Call): string | undefined {
  const key = headers.get("idempotency-key")?.trim() ?? "";
  if (key.length > 200) throw badRequest("the header Idempotency-Key has at most 200 characters");
  return key === "" ? undefined : key;
}

/** What tells two requests from each other, without keeping what they say. */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** The instance of the path. Refuses an unknown one. */
export function requireInstance(workflow: Workflow, { params }: Call): StoredInstance {
  const id = params["instanceId"] ?? "";
  const found = /^\d{1,15}$/.test(id) ? workflow.store.read((db) => findInstance(db, Number(id))) : undefined;
  if (found === undefined) throw notFound("there is no process instance of this id");
  return found;
}

function instanceOf({ store }: Workflow, id: number): StoredInstance {
  const found = store.read((db) => findInstance(db, id));
  if (found === undefined) throw new Error(`the instance ${id} is gone`);
  return found;
}

/** An instance as start and stop answer it. */
export function describeStart({ id, process, state }: InstanceFacts): unknown {
  return { id: String(id), processRef: process, suspended: false, ended: state !== "running", state };
}

function describeInstance({ id, process, state, createdAt, changedAt }: InstanceFacts): object {
  return {
    id,
    processRef: process,
    initTime: writeTime(createdAt),
    state,
    lastChangeTime: writeTime(changedAt),
  };
}

function readLog({ store }: Workflow, id: number): unknown[] {
  const sql = "SELECT at, activity, event FROM happening WHERE instance = ? ORDER BY id";
  const rows = store.read((db) => allRows<{ at: number; activity: string; event: string }>(db, sql, id));
  return rows.map(({ at, ...rest }) => ({ at: writeTime(at), ...rest }));
}

/** ISO 8601 in UTC. */
export function writeTime(time: number): string {
  return new Date(time).toISOString();
}
