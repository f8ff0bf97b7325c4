import { defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { recordAudit } from "./audit.ts";
import { CHANGED, DEFINITION, type Definition, readChange, readDefinition } from "./definition.ts";
import {
  addProcess,
  changeProcess,
  deleteProcess,
  findProcess,
  listProcesses,
  type StoredProcess,
} from "./processes.ts";
import type { Workflow } from "./workflow.ts";

const PATH = "/processes/{processId}";

/** The operations on processes. */
export function processOperations(workflow: Workflow): readonly Operation[] {
  const { store } = workflow;
  return [
    defineOperation({
      id: "getProcessList",
      summary: "The processes, without their bodies",
      method: "GET",
      path: "/processes",
      responses: { 200: "List of processes" },
      handle: () => ({ status: 200, body: store.read(listProcesses).map(describeBriefly) }),
    }),
    defineOperation({
      id: "addProcess",
      summary: "Add a process",
      method: "POST",
      path: "/processes",
      body: DEFINITION,
      responses: {
        201: "Process successfully added",
        409: "Another process has this name and version",
        422: "BPMN that is not executed here",
      },
      handle: async (call) => {
        const definition = readDefinition(call.body);
        workflow.planOf(definition);
        const id = await store.write((db) => {
          const added = addProcess(db, definition);
          recordAudit(db, call, "addProcess", 201, added);
          return added;
        });
        return { status: 201, body: { id, processDefinition: definition } };
      },
    }),
    defineOperation({
      id: "getProcess",
      summary: "A process with its newest definition",
      method: "GET",
      path: PATH,
      responses: { 200: "Process found", 404: "Process not found" },
      handle: ({ params }) => {
        const { id, definition } = requireProcess(workflow, params["processId"]);
        return { status: 200, body: { id, processDefinition: definition } };
      },
    }),
    updateProcess(workflow),
    defineOperation({
      id: "deleteProcess",
      summary: "Take a process out of use",
      method: "DELETE",
      path: PATH,
      responses: { 200: "Process successfully deleted", 404: "Process not found" },
      handle: async (call) => {
        const id = call.params["processId"] ?? "";
        if (store.read((db) => findProcess(db, id)) === undefined) throw absent();
        await store.write((db) => {
          deleteProcess(db, id);
          recordAudit(db, call, "deleteProcess", 200, id);
        });
        return { status: 200 };
      },
    }),
  ];
}

function updateProcess(workflow: Workflow): Operation {
  return defineOperation({
    id: "updateProcess",
    summary: "Give a process another definition",
    method: "PUT",
    path: PATH,
    body: CHANGED,
    responses: {
      204: "Process successfully updated",
      404: "Process not found",
      409: "Another process has this name and version",
      422: "BPMN that is not executed here",
    },
    handle: async (call) => {
      const { id, fields } = readChange(call.body);
      const process = requireProcess(workflow, call.params["processId"]);
      if (id !== undefined && id !== process.id) throw badRequest("id: is another one than that of the path");
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length === 0) throw badRequest("the body: has nothing of a definition");
      await workflow.store.write((db) => {
        // What others have changed meanwhile stays.
        const current = findProcess(db, process.id);
        if (current === undefined || current.isDeleted) throw absent();
        const changed = { ...current.definition, ...given } as Parameters<typeof readDefinition>[0];
        const definition = readDefinition(changed);
        workflow.planOf(definition);
        changeProcess(db, current, definition);
        recordAudit(db, call, "updateProcess", 204, process.id);
      });
      return { status: 204 };
    },
  });
}

/** A process that is not deleted. Refuses an unknown id. */
export function requireProcess({ store }: Workflow, id = ""): StoredProcess {
  const found = store.read((db) => findProcess(db, id));
  if (found === undefined || found.isDeleted) throw absent();
  return found;
}

function absent() {
  return notFound("there is no process of this id");
}

function describeBriefly({ id, definition }: StoredProcess): unknown {
  const { processBody: _, ...processDefinition }: Definition = definition;
  return { id, processDefinition };
}
