import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { flow } from "./started-run.ts";
import { type StartedWorkflow, startWorkflow, until } from "./started-workflow.ts";

const LOOK = `<startEvent id="s"/><userTask id="look" name="Look at it"/><endEvent id="e"/>${flow("s", "look")}${flow("look", "e")}`;
const calling = (implementation: string, extensions = "", more = "") =>
  `<startEvent id="s"/><serviceTask id="ask" implementation="${implementation}"><extensionElements>${extensions}</extensionElements></serviceTask><endEvent id="e"/>${flow("s", "ask")}${flow("ask", "e")}${more}`;

let folder: string;
const open: { servers: StartedWorkflow[]; services: Server[] } = { servers: [], services: [] };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "workflow-"));
});
afterEach(async () => {
  for (const server of open.servers.splice(0)) await server.close();
  for (const service of open.services.splice(0)) service.close();
  rmSync(folder, { recursive: true });
});

function started(...parameters: Parameters<typeof startWorkflow>): StartedWorkflow {
  const server = startWorkflow(...parameters);
  open.servers.push(server);
  return server;
}

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** A service of tests: answers these statuses one after the other, the last one for ever. */
async function service(
  statuses: readonly number[],
  answer: unknown = { ok: true },
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: text === "" ? undefined : JSON.parse(text) });
      const status = statuses[Math.min(seen.length, statuses.length) - 1] ?? 200;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.services.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe("after a restart", () => {
  test("tasks wait as before, and go on to the end", async () => {
    const first = startWorkflow({}, folder);
    const instance = await first.start(await first.add(LOOK), { amount: "7" });
    const before = await first.tasksOf(instance);
    await first.close();
    const again = started({}, folder);
    expect(await again.tasksOf(instance)).toEqual(before);
    expect(await again.valuesOf(instance)).toEqual({ amount: "7" });
    expect((await again.complete(instance, "look")).body).toMatchObject({ ended: true, state: "completed" });
  });

  test("timers go off that became due meanwhile", async () => {
    const wait = `<startEvent id="s"/><intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT0.3S</timeDuration></timerEventDefinition></intermediateCatchEvent><endEvent id="e"/>${flow("s", "w")}${flow("w", "e")}`;
    const first = startWorkflow({}, folder);
    const instance = await first.start(await first.add(wait));
    expect(await first.stateOf(instance)).toBe("running");
    await first.close();
    const again = started({}, folder);
    await until(async () => (await again.stateOf(instance)) === "completed");
  });

  test("calls are made that were owed", async () => {
    const { url, seen } = await service([200]);
    const refused = "http://127.0.0.1:1";
    const first = startWorkflow({ mediator: refused }, folder);
    const instance = await first.start(await first.add(calling("/r1/XU/GOV/70001/civil/data/check")));
    await first.close();
    const again = started({ mediator: url }, folder);
    await until(async () => (await again.stateOf(instance)) === "completed");
    expect(seen.length).toBe(1);
  });
});

describe("a service task", () => {
  test("calls through the mediator what its definition says, with values in it, and learns from the answer", async () => {
    const { url, seen } = await service([200], { answer: { status: true, people: [{ id: "XU-1001" }] } });
    const server = started({ mediator: url });
    const request = `<stack:request method="PUT">{"query":{"content":{"ID":"\${person}","note":"for \${person}!"}},"n":"\${missing}"}</stack:request>`;
    const responses =
      '<stack:response variable="known" value="answer.answer.status"/><stack:response variable="first" value="answer.answer.people[0].id"/><stack:response variable="status" value="status"/>';
    const target = "/r1/XU/GOV/70001/civil/data/persons/${person}?q=${word}";
    const instance = await server.start(await server.add(calling(target, request + responses)), {
      person: "../XU 1",
      word: "a&b",
    });
    await until(async () => (await server.stateOf(instance)) === "completed");
    expect(seen).toMatchObject([
      {
        method: "PUT",
        url: "/r1/XU/GOV/70001/civil/data/persons/..%2FXU%201?q=a%26b",
        body: { query: { content: { ID: "../XU 1", note: "for ../XU 1!" } }, n: null },
        headers: { "information-mediator-client": "XU/GOV/70002/workflow", "content-type": /json/ },
      },
    ]);
    expect(await server.valuesOf(instance)).toMatchObject({ known: true, first: "XU-1001", status: 200 });
  });

  test("without a request says what the instance knows, and is tried again with the same key", async () => {
    const { url, seen } = await service([500, 429, 204]);
    const server = started();
    const process = await server.add(calling(`${url}/notify`));
    const instance = await server.start(process, { amount: "7" });
    await until(async () => (await server.stateOf(instance)) === "completed");
    expect(seen.length).toBe(3);
    expect(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    const values = [{ code: "amount", value: "7" }];
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: "/notify",
      body: { instanceId: instance, processRef: process, activity: "ask", values },
    });
    expect(seen[0]?.headers["information-mediator-client"]).toBeUndefined();
  });

  const CAUGHT = `<boundaryEvent id="er" attachedToRef="ask"><errorEventDefinition/></boundaryEvent><userTask id="help"/>${flow("er", "help")}`;
  test.each([
    ["is refused", [404], {}],
    ["is not answered for too long", [500], { giveUpAfterHours: 0 }],
    ["is sent elsewhere", [302], {}],
  ])("that %s fails, and can be helped", async (_, statuses, settings) => {
    const { url, seen } = await service(statuses);
    const server = started({ settings });
    const instance = await server.start(await server.add(calling(url, "", CAUGHT)));
    await until(async () => "help" in (await server.tasksOf(instance)));
    expect(seen.length).toBe(1);
    const alone = await server.start(await server.add(calling(url), { version: "2" }));
    await until(async () => (await server.stateOf(alone)) === "failed");
  });

  test("goes nowhere that a value leads it to", async () => {
    const { url, seen } = await service([200]);
    const server = started();
    const process = await server.add(calling(`${url}/people/\${person}/x`));
    for (const person of ["..", "."]) {
      const instance = await server.start(process, { person });
      await until(async () => (await server.stateOf(instance)) === "failed");
    }
    expect(seen).toEqual([]);
  });

  test("without a mediator fails at once", async () => {
    const server = started();
    const instance = await server.start(await server.add(calling("/r1/XU/GOV/70001/civil/data/check")));
    await until(async () => (await server.stateOf(instance)) === "failed");
  });

  test("is not made where the instance was stopped", async () => {
    const { url } = await service([500]);
    const server = started({ settings: { retryBaseMs: 50 } });
    const instance = await server.start(await server.add(calling(url)));
    expect((await server.send("POST", `/instances/${instance}/stop`)).status).toBe(201);
    const holdings = await server.send("GET", "/development/holdings");
    expect(holdings.body).toEqual({ processes: 1, instances: 0, tasks: 0, calls: 0 });
    expect(await server.stateOf(instance)).toBe("stopped");
  });

  test.each([
    ["http://127.0.0.1:9/x", /loopback/],
    ["http://localhost/x", /loopback/],
    ["http://169.254.169.254/latest", /link-local/],
  ])("may not call %s where the stack is not on loopback", async (target, sentence) => {
    const server = started({ environment: "staging" });
    await expect(server.add(calling(target))).rejects.toThrow(sentence);
  });
});

describe("the settings and the seed", () => {
  const seed = {
    processes: [
      {
        id: "look:1:0",
        name: "look",
        type: "Public",
        version: "1",
        processBody: [
          {
            code: "bpmn",
            value: `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">${LOOK}</process></definitions>`,
          },
        ],
      },
    ],
    instances: [
      { process: "look", processStartedBy: "officer-1", InstanceValues: [{ code: "n", value: "1" }] },
      { process: "look:1:0", processStartedBy: "officer-1", state: "completed" },
    ],
  };

  test("fill an empty store, once", async () => {
    for (const _ of ["first", "again"]) {
      const server = startWorkflow({ seed }, folder);
      await until(async () => (await server.send("GET", "/tasks")).body.length === 1);
      const { body } = await server.send("GET", "/instances/?processId=look:1:0");
      expect(body.map(({ state }: { state: string }) => state).sort()).toEqual(["completed", "running"]);
      await server.close();
    }
  });

  test.each([
    ["a strange field", { seed: { people: [] } }, /seed/],
    [
      "an instance of nothing",
      { seed: { instances: [{ process: "x", processStartedBy: "y" }] } },
      /there is no x/,
    ],
    [
      "BPMN that is none",
      { seed: { processes: [{ ...seed.processes[0], processBody: "<a/>" }] } },
      /seed\.processes\.0\.processBody: line 1/,
    ],
    ["a pause of nothing", { settings: { retryBaseMs: 0 } }, /settings\.retryBaseMs/],
  ])("with %s stop the start", (_, part, sentence) => {
    expect(() => startWorkflow(part as never)).toThrow(TypeError);
    expect(() => startWorkflow(part as never)).toThrow(sentence);
  });
});
