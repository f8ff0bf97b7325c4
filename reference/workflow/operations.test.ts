import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bpmn, flow } from "./started-run.ts";
import { exampleDefinition, type StartedWorkflow, startWorkflow } from "./started-workflow.ts";

const LOOK = `<startEvent id="s"/><userTask id="look" name="Look at it"/><endEvent id="e"/>${flow("s", "look")}${flow("look", "e")}`;
const ENDING = `<startEvent id="s"/><endEvent id="e"/>${flow("s", "e")}`;
const EXAMPLE = "bf20fe53-5548-11ed-9dd4-0242ac150002";

let server: StartedWorkflow;
beforeEach(() => {
  server = startWorkflow();
});
afterEach(() => server.close());

const read = async (id: string) => server.send("GET", `/processes/${id}`);

describe("a process", () => {
  test("is kept as it was given, and listed without its body", async () => {
    const definition = exampleDefinition(LOOK, { description: "Why", isClosed: false });
    const { status, body } = await server.send("POST", "/processes", definition);
    expect([status, body.processDefinition]).toEqual([201, definition]);
    expect(body.id).toMatch(/^Review:1:[0-9a-f-]{36}$/);
    expect((await read(body.id)).body).toEqual(body);
    const { processBody: _, ...brief } = definition;
    expect((await server.send("GET", "/processes/")).body).toEqual([
      { id: body.id, processDefinition: brief },
    ]);
  });

  test.each([
    ["a text", bpmn(LOOK)],
    ["an object", { bpmn: bpmn(LOOK) }],
    [
      "a list with more in it",
      [
        { code: "form", value: "f1" },
        { code: "bpmn", value: bpmn(LOOK) },
      ],
    ],
  ])("can have its BPMN as %s", async (_, processBody) => {
    const id = await server.add("", { processBody });
    const { processDefinition } = (await read(id)).body;
    expect(processDefinition.processBody).toContainEqual({ code: "bpmn", value: bpmn(LOOK) });
    expect(await server.stateOf(await server.start(id))).toBe("running");
  });

  test("again is the same, and another one of its name and version is refused", async () => {
    const id = await server.add(LOOK);
    expect(await server.add(LOOK)).toBe(id);
    expect((await server.send("POST", "/processes", exampleDefinition(ENDING))).status).toBe(409);
    expect(await server.add(ENDING, { version: "2" })).not.toBe(id);
  });

  test.each([
    ["without a name", { name: undefined }, 400],
    ["of a strange type", { type: "Open" }, 400],
    ["with BPMN twice", { processBody: ["a", "b"].map((value) => ({ code: "bpmn", value })) }, 400],
    ["with BPMN that is no text", { processBody: [{ code: "bpmn", value: 1 }] }, 400],
    ["with BPMN that is none", { processBody: "<a>\n</b>" }, 422],
  ])("%s is refused", async (_, changes, status) => {
    const answer = await server.send("POST", "/processes", exampleDefinition(LOOK, changes));
    expect([answer.status, Object.keys(answer.body)]).toEqual([status, ["code", "message", "correlationId"]]);
    expect((await server.send("GET", "/processes")).body).toEqual([]);
  });

  test("that cannot be executed says in which line", async () => {
    const processBody = bpmn(`${ENDING}\n<scriptTask id="x"/>`);
    const { body } = await server.send("POST", "/processes", exampleDefinition("", { processBody }));
    expect(body.message).toBe("processBody: line 3: scripts are not executed here");
  });

  test("that is changed keeps what is absent, and what was started before goes on as it was", async () => {
    const id = await server.add(LOOK);
    const before = await server.start(id);
    const processBody = [{ code: "bpmn", value: bpmn(ENDING) }];
    for (const change of [{ processBody }, { id, processDefinition: { description: "Now" } }])
      expect((await server.send("PUT", `/processes/${id}`, change)).status).toBe(204);
    expect((await read(id)).body.processDefinition).toMatchObject({
      name: "Review",
      description: "Now",
      processBody,
    });
    expect(await server.stateOf(await server.start(id))).toBe("completed");
    expect(await server.stateOf(before)).toBe("running");
    expect((await server.complete(before, "look")).body.state).toBe("completed");
  });

  test("that two change at once has both changes", async () => {
    const id = await server.add(LOOK);
    const change = (body: object) => server.send("PUT", `/processes/${id}`, body);
    await Promise.all([change({ description: "Now" }), change({ type: "Public" })]);
    expect((await read(id)).body.processDefinition).toMatchObject({ description: "Now", type: "Public" });
  });

  test.each([
    ["nothing", {}, 400],
    ["another id", { id: "x", processDefinition: { name: "X" } }, 400],
    ["a strange type", { type: "Open" }, 400],
    ["scripts", { processBody: bpmn(`${ENDING}<script/>`) }, 422],
    ["another's name", { name: "Other" }, 409],
  ])("is not changed to %s", async (_, change, status) => {
    await server.add(ENDING, { name: "Other" });
    const id = await server.add(LOOK);
    const before = (await read(id)).body;
    expect((await server.send("PUT", `/processes/${id}`, change)).status).toBe(status);
    expect((await read(id)).body).toEqual(before);
  });

  test("that is deleted is gone, for its instances it is not", async () => {
    const id = await server.add(LOOK);
    const instance = await server.start(id);
    for (const _ of ["first", "again"])
      expect((await server.send("DELETE", `/processes/${id}`)).status).toBe(200);
    expect([(await read(id)).status, (await server.send("GET", "/processes")).body]).toEqual([404, []]);
    expect((await server.send("POST", `/processes/${id}/start`, { processStartedBy: "x" })).status).toBe(404);
    expect((await server.send("GET", `/instances/?processId=${id}`)).body.length).toBe(1);
    expect((await server.complete(instance, "look")).status).toBe(200);
    expect(await server.add(LOOK)).not.toBe(id);
  });

  test.each(["GET", "PUT", "DELETE"])("that there is not: %s says so", async (method) => {
    const body = method === "PUT" ? { name: "X" } : undefined;
    expect((await server.send(method, `/processes/${EXAMPLE}`, body)).status).toBe(404);
  });
});

describe("an instance", () => {
  test("is answered in the shapes of the specification", async () => {
    const id = await server.add(LOOK);
    const { body } = await server.send("POST", `/processes/${id}/start`, { processStartedBy: "officer-1" });
    expect(body).toEqual({
      id: expect.stringMatching(/^\d{1,15}$/),
      processRef: id,
      suspended: false,
      ended: false,
      state: "running",
    });
    const { log, ...instance } = (await server.send("GET", `/instances/${body.id}`)).body;
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const shape = {
      id: Number(body.id),
      processRef: id,
      initTime: time,
      state: "running",
      lastChangeTime: time,
    };
    expect(instance).toEqual(shape);
    expect(log).toEqual([
      { at: time, activity: "s", event: "started" },
      { at: time, activity: "s", event: "completed" },
      { at: time, activity: "look", event: "started" },
    ]);
    for (const path of ["/instances/", "/instances", `/instances/?processId=${id}`])
      expect((await server.send("GET", path)).body).toEqual([shape]);
    const stopped = await server.send("POST", `/instances/${body.id}/stop`);
    expect([stopped.status, stopped.body]).toEqual([201, { ...body, ended: true, state: "stopped" }]);
  });

  test("takes values in both ways of the specification", async () => {
    const id = await server.add(LOOK);
    const InstanceValues = [{ code: "a", value: "1" }, { creditor: "Niall", amount: 100 }, { code: "b" }];
    const { body } = await server.send("POST", `/processes/${id}/start`, {
      processStartedBy: "x",
      InstanceValues,
    });
    expect(await server.valuesOf(body.id)).toEqual({ a: "1", creditor: "Niall", amount: 100, b: null });
  });

  test("with an Idempotency-Key is started once", async () => {
    const id = await server.add(LOOK);
    const start = (processStartedBy: string) =>
      server.send("POST", `/processes/${id}/start`, { processStartedBy }, { "Idempotency-Key": "k1" });
    const [first, again] = await Promise.all([start("x"), start("x")]);
    expect([first.status, again.body]).toEqual([201, first.body]);
    expect((await start("y")).status).toBe(409);
    expect((await server.send("GET", "/instances")).body.length).toBe(1);
  });

  test.each([
    ["no body", undefined, 400],
    ["nobody", { InstanceValues: [] }, 400],
    ["values that are no list", { processStartedBy: "x", InstanceValues: "a" }, 400],
  ])("is not started by %s", async (_, body, status) => {
    const id = await server.add(LOOK);
    expect((await server.send("POST", `/processes/${id}/start`, body)).status).toBe(status);
    expect((await server.send("GET", "/instances")).body).toEqual([]);
  });

  test("is not started of what is not executable", async () => {
    const body = { processStartedBy: "x" };
    for (const [index, changes] of [{ processBody: undefined }, { isExecutable: false }].entries()) {
      const id = await server.add(LOOK, { ...changes, version: `${index}` });
      expect((await server.send("POST", `/processes/${id}/start`, body)).status).toBe(409);
    }
  });

  test("stopped twice is stopped, ended it is not stopped", async () => {
    const id = await server.add(LOOK);
    const [one, other] = [await server.start(id), await server.start(id)];
    for (const _ of ["first", "again"])
      expect((await server.send("POST", `/instances/${one}/stop`)).body.state).toBe("stopped");
    expect(await server.tasksOf(one)).toEqual({});
    await server.complete(other, "look");
    expect((await server.send("POST", `/instances/${other}/stop`)).status).toBe(409);
    expect(await server.stateOf(other)).toBe("completed");
  });

  test.each(["1", "95aef406-3a7a-11e5-85b6-dafa20524153", "-1", "9".repeat(30)])(
    "%s, that there is not, is said not to be",
    async (id) => {
      for (const [method, below] of [
        ["GET", ""],
        ["POST", "/stop"],
        ["GET", "/tasks"],
        ["GET", "/values"],
      ] as const)
        expect((await server.send(method, `/instances/${id}${below}`)).status).toBe(404);
    },
  );

  test("of a process that there is not is not listed", async () => {
    expect((await server.send("GET", `/instances/?processId=${EXAMPLE}`)).status).toBe(404);
  });
});

describe("a task", () => {
  test("is shown while it is open, and is completed once", async () => {
    const instance = await server.start(await server.add(LOOK));
    const { body } = await server.send("GET", "/tasks");
    expect(body).toEqual([
      {
        id: expect.any(String),
        instanceId: instance,
        activity: "look",
        name: "Look at it",
        since: expect.any(String),
      },
    ]);
    const complete = (completedBy: string) =>
      server.send("POST", `/tasks/${body[0].id}/complete`, {
        completedBy,
        values: [{ code: "n", value: "1" }],
      });
    const answers = await Promise.all([complete("a"), complete("a"), complete("b")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409]);
    expect(await server.valuesOf(instance)).toEqual({ n: "1" });
    expect((await server.send("GET", "/tasks")).body).toEqual([]);
  });

  test("of an instance that was stopped is not completed", async () => {
    const instance = await server.start(await server.add(LOOK));
    const { look } = await server.tasksOf(instance);
    await server.send("POST", `/instances/${instance}/stop`);
    expect((await server.send("POST", `/tasks/${look}/complete`, { completedBy: "a" })).status).toBe(409);
  });

  test.each([
    ["that there is not", EXAMPLE, { completedBy: "a" }, 404],
    ["by nobody", undefined, { values: [] }, 400],
  ])("%s is not completed", async (_, id, body, status) => {
    const instance = await server.start(await server.add(LOOK));
    const { look } = await server.tasksOf(instance);
    expect((await server.send("POST", `/tasks/${id ?? look}/complete`, body)).status).toBe(status);
    expect(await server.tasksOf(instance)).toEqual({ look });
  });
});
