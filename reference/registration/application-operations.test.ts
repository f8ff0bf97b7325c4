import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  exampleApplication,
  OFFICE,
  SERVICE,
  type StartedRegistration,
  startRegistration,
} from "./started-registration.ts";

let server: StartedRegistration;
beforeEach(() => {
  server = startRegistration();
});
afterEach(() => server.close());

const SUBMIT = `/services/${SERVICE}/applications`;
const read = async (fileId: string) => (await server.send("GET", `/applications/${fileId}`)).body;
const list = async (query = "") => (await server.send("GET", `/applications${query}`)).body;
const idsOf = (files: readonly { fileId: string }[]) => files.map(({ fileId }) => fileId);

describe("what can be applied for", () => {
  test("is listed and shown, without how it is worked on", async () => {
    const { body } = await server.send("GET", "/services");
    expect(body).toEqual([
      {
        ...{ id: SERVICE, name: "Building permit", version: "1", type: "Public", serviceBody: [] },
        ...{ isExecutable: true, isClosed: false, description: "Building on one's own land" },
      },
    ]);
    expect((await server.send("GET", `/services/${SERVICE}`)).body).toEqual(body[0]);
    expect((await server.send("GET", "/services?name=BUILDING")).body).toEqual(body);
    expect((await server.send("GET", "/services?name=fishing")).body).toEqual([]);
    expect((await server.send("GET", "/services/none")).status).toBe(404);
  });

  test("has forms, found under their own ids and spellings of the path", async () => {
    const { body } = await server.send("GET", `/r1/XU/GOV/70001/registration/services/${SERVICE}/e-forms/`);
    expect(body.map((one: { eFormId: string; latest: boolean }) => [one.eFormId, one.latest])).toEqual([
      ["permit", true],
      ["permit-0", false],
      ["inspection", true],
    ]);
    const form = (await server.send("GET", "/eForms/permit")).body;
    expect(form).toMatchObject({ ...body[0], schema: { components: [{ key: "name" }, { key: "floors" }] } });
    expect((await server.send("GET", "/eForms/none")).status).toBe(404);
  });
});

describe("an application", () => {
  test("is stored as it was sent, and waits for the first screen", async () => {
    const created = "2026-05-01T10:00:00+02:00";
    const answer = await server.send("POST", SUBMIT, exampleApplication({ created }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      fileId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      registered: expect.stringMatching(/Z$/),
      ...{ applicantId: "XU-1001", serviceId: SERVICE, serviceName: "Building permit", ended: false },
      status: { code: "PENDING", title: "Pending" },
      applicationData: { ...exampleApplication(), created: "2026-05-01T08:00:00.000Z", documentUrls: [] },
    });
    expect(await read(answer.body.fileId)).toEqual(answer.body);
    const [item] = await list();
    expect(item).toMatchObject({
      ...{ fileId: answer.body.fileId, taskTitle: "Check the papers", roleId: "clerk", roleName: "Clerk" },
      ...{ assigneeId: "OFF-1", operatorName: "Oriel Tamsin", eformId: "permit", applicantId: "XU-1001" },
    });
  });

  test("sent again is the same one, another is not", async () => {
    const ids = await Promise.all([server.submit(), server.submit(), server.submit({ applicantId: "B" })]);
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
    expect(idsOf(await list("?applicantId=XU-1001"))).toEqual([ids[0]]);
  });

  const formData = (data: unknown, eFormId?: string) => ({ formData: { data, eFormId } });
  test.each([
    ["no body", undefined],
    ["broken JSON", '{"applicantId":'],
    ["a list", [exampleApplication()]],
    ["no applicant", exampleApplication({ applicantId: undefined })],
    ["an empty applicant", exampleApplication({ applicantId: "" })],
    ["no answers where some are required", { applicantId: "a" }],
    ["a missing answer", exampleApplication(formData({ floors: 1 }))],
    ["an empty answer", exampleApplication(formData({ name: "" }))],
    ["an answer of another type", exampleApplication(formData({ name: "a", floors: "two" }))],
    ["an answer that nobody asked for", exampleApplication(formData({ name: "a", status: "APPROVED" }))],
    ["an operator's form", exampleApplication(formData({ inspector: "me" }, "inspection"))],
    ["an older form", exampleApplication(formData({ name: "a" }, "permit-0"))],
    ["an unknown form", exampleApplication(formData({ name: "a" }, "none"))],
    ["no time", exampleApplication({ created: "yesterday" })],
  ])("with %s is refused, and nothing is stored", async (_, body) => {
    const answer = await server.send("POST", SUBMIT, body);
    expect([answer.status, answer.body.code]).toEqual([400, "Client.BadRequest"]);
    expect(await list()).toEqual([]);
    expect((await server.send("GET", "/tasks")).body).toEqual([]);
  });

  test("needs a service that is there and takes some, and somebody who calls", async () => {
    const none = SUBMIT.replace(SERVICE, "00000000-0000-4000-8000-000000000000");
    expect((await server.send("POST", none, exampleApplication())).status).toBe(404);
    const nobody = { "Information-Mediator-Client": "" };
    for (const [method, path] of [
      ["POST", SUBMIT],
      ["GET", "/applications"],
      ["GET", "/applications/x"],
    ] as const)
      expect((await server.send(method, path, undefined, nobody)).status).toBe(400);
  });
});

describe("a list of applications", () => {
  test("has a page and an order", async () => {
    const ids: string[] = [];
    for (const applicantId of ["c", "a", "b"]) ids.push(await server.submit({ applicantId }));
    expect(idsOf(await list("?firstResult=1&maxResult=1"))).toEqual([ids[1]]);
    expect(idsOf(await list("?firstResult=3"))).toEqual([]);
    expect(idsOf(await list("?sortBy=id&sortOrder=desc"))).toEqual([...ids].sort().reverse());
    expect(idsOf(await list("?sortBy=priority&sortOrder=desc"))).toEqual(ids);
    expect(idsOf(await list(`?serviceId=${SERVICE.toUpperCase()}`))).toEqual(ids);
    expect(await list("?serviceId=00000000-0000-4000-8000-000000000000")).toEqual([]);
  });

  test.each([
    ...["firstResult=-1", "firstResult=x", "maxResult=0", "maxResult=1001", "serviceId=x", "sortBy=created"],
    ...["sortOrder=asc", "sortBy=applicant&sortOrder=asc", "sortBy=created&sortOrder=up"],
  ])("is refused for %s", async (query) => {
    expect((await server.send("GET", `/applications?${query}`)).status).toBe(400);
  });
});

describe("an operator", () => {
  const change = (fileId: string, body: object) => server.send("PUT", `/applications/${fileId}`, body);

  test("changes what is given and nothing else", async () => {
    const fileId = await server.submit();
    const before = await read(fileId);
    const answer = await change(fileId, { applicantId: "XU-1001", formData: { data: { name: "Bo" } } });
    expect(answer.status).toBe(200);
    const formData = { data: { name: "Bo" }, eFormId: "permit" };
    const applicationData = { ...before.applicationData, formData };
    expect(answer.body).toEqual({ ...before, applicationData });
    expect(await read(fileId)).toEqual(answer.body);
    await change(fileId, { applicantId: "XU-1001", applicationName: "Barn" });
    expect((await read(fileId)).applicationData).toEqual({ ...applicationData, applicationName: "Barn" });
    expect(await server.submit()).not.toBe(fileId);
  });

  test("fills in the form of a screen beside the applicant's", async () => {
    const fileId = await server.submit();
    const formData = { data: { inspector: "Bastian" }, eFormId: "inspection" };
    const answer = await change(fileId, { applicantId: "XU-1001", formData });
    expect(answer.body.applicationData.formData).toEqual(formData);
    expect((await read(fileId)).applicationData.formData.eFormId).toBe("permit");
    await server.complete(fileId, { status: "APPROVED" });
    const [task] = (await server.send("GET", `/tasks?fileId=${fileId}`)).body;
    const { body } = await server.send("GET", `/tasks/${task.taskId}`);
    expect([body.formVariables.name, body.data]).toEqual(["Amra Velloso", { inspector: "Bastian" }]);
  });

  test("changes no person, nothing wrong, nothing unknown and nothing that has ended", async () => {
    const fileId = await server.submit();
    const before = await read(fileId);
    expect((await change(fileId, { applicantId: "XU-1002" })).status).toBe(400);
    const wrong = { formData: { data: { name: 5 } }, applicationName: "X" };
    expect((await change(fileId, { applicantId: "XU-1001", ...wrong })).status).toBe(400);
    expect((await change("none", { applicantId: "XU-1001" })).status).toBe(404);
    expect(await read(fileId)).toEqual(before);
    await server.complete(fileId, { status: "REJECTED" });
    expect((await change(fileId, { applicantId: "XU-1001" })).status).toBe(409);
  });
});

describe("an application of applicants", () => {
  test("sees what was submitted through it, for a person whom it names", async () => {
    const office = await server.submit();
    const own = await server.submit({}, server.sendAsPortal);
    expect(own).not.toBe(office);
    const ask = (path: string) => server.sendAsPortal("GET", path);
    expect((await ask("/applications")).status).toBe(400);
    expect(idsOf((await ask("/applications?applicantId=XU-1001")).body)).toEqual([own]);
    expect((await ask("/applications?applicantId=XU-1002")).body).toEqual([]);
    expect((await ask(`/applications/${own}`)).status).toBe(200);
    expect((await ask(`/applications/${own}?applicantId=XU-1002`)).status).toBe(404);
    expect((await ask(`/applications/${office}`)).status).toBe(404);
    const change = await server.sendAsPortal("PUT", `/applications/${own}`, exampleApplication());
    expect(change.status).toBe(403);
    expect(await list()).toHaveLength(2);
  });

  test("is each one that is not named, where operators' are", async () => {
    await server.close();
    server = startRegistration({ settings: { operators: [OFFICE] } });
    const own = await server.submit({}, server.sendAsPortal);
    const other = { "Information-Mediator-Client": "XU/GOV/70002/office" };
    expect((await server.send("GET", `/applications/${own}`)).status).toBe(200);
    expect((await server.send("GET", `/applications/${own}`, undefined, other)).status).toBe(404);
    expect(
      (await server.send("GET", "/tasks", undefined, { "Information-Mediator-Client": "" })).status,
    ).toBe(403);
  });
});
