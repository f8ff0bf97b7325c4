import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exampleSeed, SERVICE, type StartedRegistration, startRegistration } from "./started-registration.ts";

let server: StartedRegistration;
beforeEach(() => {
  server = startRegistration();
});
afterEach(() => server.close());

const statusOf = async (fileId: string) => {
  const { status, ended } = (await server.send("GET", `/applications/${fileId}`)).body;
  return [status.code, ended];
};
const tasksOf = async (fileId: string) => (await server.send("GET", `/tasks?fileId=${fileId}`)).body;
const APPROVED = { status: { code: "APPROVED" } };

describe("a file", () => {
  test("goes from screen to screen, and is approved by the last one", async () => {
    const fileId = await server.submit();
    const [first] = await tasksOf(fileId);
    const answer = await server.complete(fileId, APPROVED);
    expect(answer.body).toEqual({
      ...{ taskId: first.taskId, fileId, serviceId: SERVICE },
      status: { code: "PENDING", title: "Pending" },
      variables: { task: { data: APPROVED } },
    });
    const [second, ...others] = await tasksOf(fileId);
    expect([second.name, second.assigneeId, second.mainTaskId, others]).toEqual([
      ...["Visit", "OFF-2", first.mainTaskId, []],
    ]);
    expect(await statusOf(fileId)).toEqual(["PENDING", false]);
    expect((await server.complete(fileId, { ...APPROVED, inspector: "Bastian" })).body.status.code).toBe(
      "APPROVED",
    );
    expect([await statusOf(fileId), await tasksOf(fileId)]).toEqual([["APPROVED", true], []]);
    expect((await server.send("GET", `/tasks/${first.taskId}`)).body.status.code).toBe("APPROVED");
  });

  test("is rejected at any screen, without what an approval would need", async () => {
    const fileId = await server.submit();
    await server.complete(fileId, APPROVED);
    expect((await server.complete(fileId, { status: "REJECTED", remark: "No." })).status).toBe(200);
    expect([await statusOf(fileId), await tasksOf(fileId)]).toEqual([["REJECTED", true], []]);
  });

  test("that was sent back is corrected by its applicant, and comes back to the same screen", async () => {
    const fileId = await server.submit({}, server.sendAsPortal);
    await server.complete(fileId, APPROVED);
    await server.complete(fileId, { status: "SENDBACK", remark: "How many floors?" });
    expect(await statusOf(fileId)).toEqual(["SENDBACK", false]);
    const ask = (path: string) => server.sendAsPortal("GET", path);
    expect((await ask("/tasks")).status).toBe(400);
    const [task, ...others] = (await ask("/tasks?assigneeId=XU-1001")).body;
    expect([task.roleId, task.assigneeId, others]).toEqual(["applicant", "XU-1001", []]);
    expect((await ask(`/tasks/${task.taskId}?applicantId=XU-1002`)).status).toBe(404);
    const complete = (data: object) =>
      server.sendAsPortal("POST", `/tasks/${task.taskId}/complete`, { data });
    expect((await complete({ floors: "three" })).status).toBe(400);
    expect((await complete({ floors: 3 })).body.status.code).toBe("PENDING");
    const { applicationData } = (await server.send("GET", `/applications/${fileId}`)).body;
    expect(applicationData.formData.data).toEqual({ name: "Amra Velloso", floors: 3 });
    const [back] = await tasksOf(fileId);
    expect(back.name).toBe("Visit");
  });
});

describe("a task", () => {
  test.each([
    ["without a decision", {}],
    ["with a decision that is none", { status: "PENDING" }],
    ["with a misspelt one", { Status: "REJECTED" }],
    ["with an answer that nobody asked for", { ...APPROVED, bribe: 5 }],
    ["with a remark that is no text", { ...APPROVED, remark: {} }],
  ])("completed %s is refused, and stays open", async (_, data) => {
    const fileId = await server.submit();
    expect((await server.complete(fileId, data)).status).toBe(400);
    expect(await tasksOf(fileId)).toHaveLength(1);
  });

  test("of a screen with a form wants it filled in for an approval", async () => {
    const fileId = await server.submit();
    await server.complete(fileId, APPROVED);
    expect((await server.complete(fileId, APPROVED)).status).toBe(400);
    expect(await statusOf(fileId)).toEqual(["PENDING", false]);
  });

  test("completed again is answered as the first time, and decided once", async () => {
    const fileId = await server.submit();
    const [{ taskId }] = await tasksOf(fileId);
    const complete = (data: object) => server.send("POST", `/tasks/${taskId}/complete`, { data });
    const answers = await Promise.all([1, 2, 3].map(() => complete(APPROVED)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await complete({ status: "REJECTED" })).status).toBe(409);
    expect(await tasksOf(fileId)).toHaveLength(1);
  });

  test("goes to who has the fewest", async () => {
    const ids = [];
    for (const applicantId of ["a", "b", "c"]) ids.push(await server.submit({ applicantId }));
    const tasks = await Promise.all(ids.map(tasksOf));
    expect(tasks.map(([task]) => task.assigneeId)).toEqual(["OFF-1", "OFF-2", "OFF-1"]);
    expect((await server.send("GET", "/tasks?assigneeId=OFF-2")).body).toEqual(tasks[1]);
    expect((await server.send("GET", `/tasks?mainTaskId=${tasks[0][0].mainTaskId}`)).body).toEqual(tasks[0]);
  });

  test("of an operator is not for an application of applicants, and of others it sees nothing", async () => {
    const own = await server.submit({}, server.sendAsPortal);
    const foreign = await server.submit();
    for (const [fileId, status] of [
      [own, 403],
      [foreign, 404],
    ] as const) {
      const [{ taskId }] = await tasksOf(fileId);
      const complete = await server.sendAsPortal("POST", `/tasks/${taskId}/complete`, { data: APPROVED });
      expect([(await server.sendAsPortal("GET", `/tasks/${taskId}`)).status, complete.status]).toEqual([
        ...[status, status],
      ]);
      expect((await server.sendAsPortal("GET", `/tasks?fileId=${fileId}`)).body).toEqual([]);
      expect(await tasksOf(fileId)).toHaveLength(1);
    }
  });

  test("that is not there, or without a body, is refused", async () => {
    const fileId = await server.submit();
    const [{ taskId }] = await tasksOf(fileId);
    expect((await server.send("GET", "/tasks/none")).status).toBe(404);
    expect((await server.send("POST", "/tasks/none/complete", { data: APPROVED })).status).toBe(404);
    expect((await server.send("POST", `/tasks/${taskId}/complete`)).status).toBe(400);
  });
});

test("a screen may say what is meant where nothing is said", async () => {
  await server.close();
  const { services } = exampleSeed() as { services: [{ screens: object[] }] };
  const [service] = services;
  const screens = [{ ...service.screens[0], whenDone: "APPROVED" }];
  server = startRegistration({ seed: exampleSeed({ services: [{ ...service, screens }] }) });
  const fileId = await server.submit();
  expect((await server.complete(fileId, {})).body.status.code).toBe("APPROVED");
});
