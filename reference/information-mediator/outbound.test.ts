import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type ExampleApplication,
  exampleConfig,
  exampleMembers,
  exampleService,
  HOSPITAL,
  listen,
  openExample,
  type Parsed,
  POLICE,
  ROOM,
  until,
} from "./example-mediator.ts";

// A name that a stranger's name server leads to this machine.
vi.mock("node:dns", async (original) => ({
  ...(await original<typeof import("node:dns")>()),
  lookup: (_name: string, _options: object, callback: (error: null, addresses: object[]) => void) =>
    callback(null, [{ address: "127.0.0.1", family: 4 }]),
}));

let application: ExampleApplication;
let reached: string[];
beforeEach(async () => {
  reached = [];
  application = await listen((request, response) => {
    reached.push(request.url ?? "");
    response.end(JSON.stringify({ openapi: "3.0.0" }));
  });
});
afterEach(() => application.close());

function open(host: string, allowLoopbackTargets: boolean) {
  const url = `http://${host}:${application.port}`;
  const service = { ...exampleService("s", `${url}/called`, [HOSPITAL]), specUrl: `${url}/described` };
  const members = exampleMembers([service], [exampleService("events", `${url}/pushed`)]);
  return openExample(exampleConfig(members, { settings: { allowLoopbackTargets } }));
}

test("a name that resolves to loopback is reached by no way: service access, description, push", async () => {
  const mediator = open("rebound.example", false);
  const call = await mediator.app.request(`/r1/${ROOM}/s/x`, { headers: { "X-GovStack-Client": HOSPITAL } });
  expect([call.status, call.headers.get("X-GovStack-Error")]).toEqual([502, "Server.NetworkError"]);
  expect((await mediator.call("GET", `/r1/${ROOM}/getOpenAPI?serviceCode=s`, HOSPITAL)).status).toBe(500);
  await mediator.call("POST", `/r1/${ROOM}/api/v1/eventType`, HOSPITAL, { eventType: "t", schema: {} });
  await mediator.call("POST", `/r1/${ROOM}/api/v1/subs/t`, POLICE, { eventType: "t" });
  await mediator.call("POST", `/r1/${ROOM}/pub/v1/t`, HOSPITAL, { eventType: "t", event: {} });
  const tried = async () =>
    (await mediator.call("GET", "/api/v1/log?limit=1000")).body.entries.some(
      (one: Parsed) => one.entry.kind === "delivery" && one.entry.status === "unreachable",
    );
  await until(tried);
  expect(reached).toEqual([]);
  await mediator.close();
});

test("where the whole stack runs on loopback, addresses there are targets", async () => {
  const mediator = open("127.0.0.1", true);
  const call = await mediator.app.request(`/r1/${ROOM}/s/x`, { headers: { "X-GovStack-Client": HOSPITAL } });
  expect(call.status).toBe(200);
  expect(reached).toEqual(["/called/x"]);
  await mediator.close();
});

test("settings and seeds with loopback targets are refused at the start", () => {
  expect(() => open("127.0.0.1", false)).toThrow(/no target here/);
  const seed = {
    members: [
      {
        name: "n",
        class: "GOV",
        code: "5",
        applications: [{ id: "a", services: [exampleService("s", "http://localhost/")] }],
      },
    ],
  };
  expect(() => openExample(exampleConfig([], { settings: { allowLoopbackTargets: false }, seed }))).toThrow(
    TypeError,
  );
});
