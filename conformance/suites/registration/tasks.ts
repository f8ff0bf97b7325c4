import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { portalOf } from "./fixtures.ts";
import {
  decide,
  INVALID,
  listFiles,
  listTasks,
  NOTHING,
  openTask,
  registrationApi,
  setScene,
  submit,
} from "./scene.ts";
import { taskItems, task as taskShape } from "./shapes.ts";

const NAME = "taskId";
const idsOf = (tasks: readonly { readonly taskId: string }[]) => tasks.map((task) => task[NAME]);

/** The list of tasks. */
export const taskListChecks = checksOf("getTasks", registrationApi("GET /tasks"), [
  positive(
    "tasks-listed",
    "The task of an application is listed, and found in every way",
    async (context) => {
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const { mainTaskId, taskId, assigneeId, name, ...listed } = await openTask(context, fileId);
      const read = await context.http.send({ path: `/tasks/${taskId}` });
      const { taskName, formVariables: _, data: __, ...task } = expectShape(read, taskShape);
      expectEqual(name, taskName, "the name of the listed task");
      expectMatches({ ...listed, taskId, assigneeId }, task, "the listed task");
      const { files } = await listFiles(context, { applicantId: scene.applicant });
      expectEqual(files[0]?.mainTaskId, mainTaskId, "the main task in the list of applications");
      for (const query of [
        { mainTaskId },
        { mainTaskId, fileId },
        { fileId, ...(assigneeId && { assigneeId }) },
      ]) {
        const { tasks, exchange } = await listTasks(context, query);
        expectEqual(idsOf(tasks), [taskId], "the list of tasks", exchange);
        expectMatches(tasks[0], { fileId, mainTaskId }, "the task", exchange);
      }
    },
  ),
  positive("task-leaves-list", "A task that is done is on nobody's desk any more", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { task } = await decide(context, fileId, "REJECTED");
    const { tasks, exchange } = await listTasks(context, { fileId });
    const open = tasks.filter(({ status }) => status.code === "PENDING");
    expectEqual(idsOf(open), [], "the open tasks of the application", exchange);
    const again = tasks.find(({ taskId }) => taskId === task.taskId);
    expectTrue(again === undefined || again.status.code !== "PENDING", "the task is open still", exchange);
  }),
  positive("tasks-pages", "Page by page, every task is seen exactly once", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { taskId } = await openTask(context, fileId);
    const first = await listTasks(context, { fileId, firstResult: 0, maxResult: 1 });
    expectEqual(idsOf(first.tasks), [taskId], "the first page", first.exchange);
    const second = await listTasks(context, { fileId, firstResult: 1, maxResult: 1 });
    expectEqual(idsOf(second.tasks), [], "the page behind the last one", second.exchange);
  }),
  negative(
    "tasks-of-nothing",
    "An application that does not exist has no tasks",
    async (context) => {
      const asked = await context.http.send({ path: "/tasks", query: { fileId: NOTHING } });
      expectStatus(asked, 200);
      expectEqual(expectShape(asked, taskItems), [], "the list of tasks", asked);
    },
    { effect: "read" },
  ),
  negative(
    "tasks-page-wrong",
    "A page has a number and a size",
    async (context) => {
      for (const query of [{ firstResult: "first" }, { maxResult: "all" }])
        expectRefused(await context.http.send({ path: "/tasks", query }), ...INVALID);
    },
    { level: "RECOMMENDED", effect: "read" },
  ),
]);

/** One task. */
export const taskChecks = checksOf("getTaskById", registrationApi("GET /tasks/{taskId}"), [
  positive("task-read", "A task shows what is to be done, and the applicant's answers", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const item = await openTask(context, fileId);
    const read = await context.http.send({ path: `/tasks/${item.taskId}` });
    expectStatus(read, 200);
    const { taskName, formVariables, data: _, ...task } = expectShape(read, taskShape);
    const { name, mainTaskId: __, ...listed } = item;
    expectMatches(task, listed, "the task", read);
    expectMatches(listed, task, "the listed task", read);
    expectEqual(taskName, name, "its name", read);
    expectEqual(formVariables, scene.filled.answers, "the applicant's answers", read);
    expectEqual(task.serviceName, scene.service.name, "the service", read);
  }),
  negative(
    "task-unknown",
    "A task that does not exist is not found",
    async (context) => {
      expectRefused(await context.http.send({ path: `/tasks/${NOTHING}` }), 404);
    },
    { effect: "read" },
  ),
  negative(
    "task-of-others",
    "An application for applicants does not see what operators do",
    async (context) => {
      const client = portalOf(context);
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const { taskId } = await openTask(context, fileId);
      const refused = await context.http.send({ path: `/tasks/${taskId}`, client });
      expectRefused(refused, 403, 404);
      expectNoLeak(refused, [scene.applicant]);
    },
  ),
]);
