import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { decisionOf, portalOf } from "./fixtures.ts";
import {
  approve,
  complete,
  decide,
  INVALID,
  listFiles,
  listTasks,
  NOTHING,
  openTask,
  readFile,
  registrationApi,
  setScene,
  submit,
} from "./scene.ts";
import { type CompletedAnswer, completed } from "./shapes.ts";

const COMPLETE = registrationApi("POST /tasks/{taskId}/complete");

/** Where the answer says what was sent, it was sent. */
function expectVariables({ variables = {} }: CompletedAnswer, data: unknown, exchange: Exchange): void {
  for (const variable of Object.values(variables))
    if (variable.data !== undefined) expectEqual(variable.data, data, "what was sent", exchange);
}

/** Completing tasks. */
export const completeChecks = checksOf("completeTaskById", COMPLETE, [
  positive("task-approved", "An application that is approved at every desk is approved", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { answer, task, exchange } = await approve(context, fileId);
    const { taskId } = task;
    expectMatches(answer, { taskId, fileId, serviceId: scene.service.id }, "the answer", exchange);
    expectEqual(answer.status.code, "APPROVED", "the answered status", exchange);
    const read = await readFile(context, fileId);
    expectEqual(read.file.status, answer.status, "the status", read.exchange);
    expectEqual(read.file.ended, true, "whether it has ended", read.exchange);
    const { files, exchange: listed } = await listFiles(context, { applicantId: scene.applicant });
    expectEqual(files[0]?.status, answer.status, "the status in the list", listed);
  }),
  positive("task-rejected", "An application that is rejected has ended", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { answer, data, task, exchange } = await decide(context, fileId, "REJECTED");
    const { taskId } = task;
    expectMatches(answer, { taskId, fileId, serviceId: scene.service.id }, "the answer", exchange);
    expectEqual(answer.status.code, "REJECTED", "the answered status", exchange);
    expectVariables(answer, data, exchange);
    const read = await readFile(context, fileId);
    expectEqual([read.file.status.code, read.file.ended], ["REJECTED", true], "what it is", read.exchange);
    const { tasks } = await listTasks(context, { fileId });
    expectEqual(
      tasks.filter(({ status }) => status.code === "PENDING"),
      [],
      "the open tasks",
    );
  }),
  positive("task-sent-back", "What is sent back is the applicant's, and comes again", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { answer, exchange } = await decide(context, fileId, "SENDBACK");
    expectEqual(answer.status.code, "SENDBACK", "the answered status", exchange);
    const sentBack = await readFile(context, fileId);
    const { status, ended } = sentBack.file;
    expectEqual([status.code, ended], ["SENDBACK", false], "what it is", sentBack.exchange);
    const correction = await openTask(context, fileId);
    const done = await complete(context, correction.taskId, scene.filled.answers);
    expectStatus(done, 200);
    const corrected = expectShape(done, completed);
    expectEqual(corrected.status.code, "PENDING", "the answered status", done);
    expectVariables(corrected, scene.filled.answers, done);
    const again = await readFile(context, fileId);
    expectEqual(again.file.status.code, "PENDING", "the status", again.exchange);
    expectEqual(
      again.file.applicationData.formData?.data,
      scene.filled.answers,
      "the answers",
      again.exchange,
    );
    expectTrue((await openTask(context, fileId)).taskId !== correction.taskId, "the task is the same one");
  }),
  positive(
    "task-again",
    "A decision sent twice, as after a broken connection, is one decision",
    async (context) => {
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const { task, data, answer } = await decide(context, fileId, "REJECTED");
      const again = await complete(context, task.taskId, data);
      expectStatus(again, 200);
      expectMatches(expectShape(again, completed), answer, "the answer", again);
    },
    { level: "RECOMMENDED" },
  ),
  negative("task-decided-once", "A decision is not replaced by another one", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { task } = await decide(context, fileId, "REJECTED");
    const other = await complete(context, task.taskId, decisionOf(context, "APPROVED"));
    expectRefused(other, 400, 403, 404, 409, 422);
    const { file, exchange } = await readFile(context, fileId);
    expectEqual([file.status.code, file.ended], ["REJECTED", true], "what it is", exchange);
  }),
  negative("task-unknown-completed", "A task that does not exist cannot be completed", async (context) => {
    expectRefused(await complete(context, NOTHING, {}), 404);
  }),
  negative(
    "task-without-body",
    "A call without content, or cut off, is refused, and the task stays",
    async (context) => {
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const { taskId } = await openTask(context, fileId);
      const path = `/tasks/${taskId}/complete`;
      const headers = { "Content-Type": "application/json" };
      for (const text of [undefined, '{"data":{', "[]"]) {
        const body = text === undefined ? {} : { text };
        expectRefused(await context.http.send({ method: "POST", path, headers, ...body }), ...INVALID);
      }
      expectEqual((await openTask(context, fileId)).taskId, taskId, "the open task");
      const { file, exchange } = await readFile(context, fileId);
      expectEqual(file.status.code, "PENDING", "the status", exchange);
    },
  ),
  negative("task-by-applicants", "An application for applicants decides nothing", async (context) => {
    const client = portalOf(context);
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene, {}, client);
    const { taskId } = await openTask(context, fileId);
    const json = { data: decisionOf(context, "APPROVED") };
    const path = `/tasks/${taskId}/complete`;
    expectRefused(await context.http.send({ method: "POST", path, json, client }), 403, 404);
    expectEqual((await openTask(context, fileId)).taskId, taskId, "the open task");
  }),
]);
