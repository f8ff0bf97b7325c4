import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, forbidden, notFound } from "../refusal.ts";
import { recordAudit } from "./audit.ts";
import { type Side, sideOf } from "./caller.ts";
import { completeTask } from "./decide.ts";
import { describeTask, describeTaskItem } from "./describe.ts";
import type { StoredFile } from "./files.ts";
import { PAGE_QUERY, readPage } from "./page.ts";
import type { Registration } from "./registration.ts";
import { routesOf } from "./routes.ts";
import { findTask, listTasks, type StoredTask } from "./tasks.ts";

const LIST = "/tasks";
const ONE = "/tasks/{taskId}";
const COMPLETE = "/tasks/{taskId}/complete";

/** What is sent to complete a task: `additionalData`. */
const COMPLETION = z.object({ data: z.record(z.string(), z.unknown()).default({}) });

/** By which of ours the names of the specification sort tasks; names and descriptions are in no table. */
const COLUMNS = {
  ...{ id: "task.id", instanceId: "file.mainTask", caseInstanceId: "file.mainTask", created: "task.created" },
  ...{ assignee: "task.assignee", name: "task.screen", nameCaseInsensitive: "task.screen" },
};

/** The operations on tasks. */
export function taskOperations(registration: Registration): readonly Operation[] {
  const { store, catalogue, settings } = registration;
  return [
    defineOperation({
      id: "getTasks",
      summary: "The open tasks",
      method: "GET",
      path: LIST,
      routes: routesOf(LIST),
      query: [{ name: "mainTaskId" }, { name: "fileId" }, { name: "assigneeId" }, ...PAGE_QUERY],
      responses: { 200: "list of tasks or an empty array if none are available" },
      handle: (call) => answerList(registration, call),
    }),
    defineOperation({
      id: "getTaskById",
      summary: "One task with what stands in its forms",
      method: "GET",
      path: ONE,
      routes: routesOf(ONE),
      responses: { 200: "Returns task by id", 404: "Task hasn't found" },
      handle: (call) => {
        const side = sideOf(call, settings);
        return store.read((db) => {
          const { file, task } = requireTask(db, call, side);
          return { status: 200, body: describeTask(db, catalogue, file, task) };
        });
      },
    }),
    defineOperation({
      id: "completeTaskById",
      summary: "Complete a task",
      method: "POST",
      path: COMPLETE,
      routes: routesOf(COMPLETE),
      body: COMPLETION,
      responses: {
        200: "Task successfully completed",
        400: "The request is not valid",
        404: "Task was not found",
      },
      handle: (call) => {
        const side = sideOf(call, settings);
        return store.write((db) => {
          const found = requireTask(db, call, side);
          const body = completeTask(db, catalogue, found, call.body.data, new Date().toISOString());
          recordAudit(db, call, { operation: "completeTaskById", status: 200, subject: found.task.id });
          return { status: 200, body };
        });
      },
    }),
  ];
}

function answerList({ store, catalogue, settings }: Registration, call: Call) {
  const side = sideOf(call, settings);
  const asked = (name: string) => call.query.get(name) || undefined;
  const [mainTask, file, assignee] = [asked("mainTaskId"), asked("fileId"), asked("assigneeId")];
  if (side.kind === "applicant" && file === undefined && assignee === undefined)
    throw badRequest("an application for applicants has to name its person (assigneeId) or a file (fileId)");
  const client = side.kind === "applicant" ? side.client : undefined;
  const page = readPage(call.query, COLUMNS, "task.seq");
  return store.read((db) => ({
    status: 200,
    body: listTasks(db, { mainTask, file, assignee, client, ...page }).map((one) =>
      describeTaskItem(catalogue, one.file, one.task),
    ),
  }));
}

/** The task of a call's path. Refuses (404) what the caller does not see, and (403) what is the operators' of its files. */
function requireTask(
  db: DatabaseSync,
  { params, query }: Call,
  side: Side,
): { readonly task: StoredTask; readonly file: StoredFile } {
  const found = findTask(db, params["taskId"] ?? "");
  if (found === undefined) throw notFound("Task was not found");
  if (side.kind === "operator") return found;
  const applicant = query.get("applicantId") || undefined;
  const isForeign = applicant !== undefined && found.file.applicant !== applicant;
  if (found.file.client !== side.client || isForeign) throw notFound("Task was not found");
  if (found.task.side === "operator") throw forbidden("this task is an operator's");
  return found;
}
