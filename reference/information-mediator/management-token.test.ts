import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ExampleApplication,
  type ExampleMediator,
  exampleConfig,
  exampleMembers,
  exampleService,
  HOSPITAL,
  listen,
  openExample,
  ROOM,
} from "./example-mediator.ts";

const TOKEN = "not-a-real-token-0123456789";
const MANAGER = "UTOPIA/GOV/0/mediator";
const OPERATIONS = [
  ["GET", "/api/v1/config"],
  ["GET", "/api/config"],
  ["PUT", "/api/v1/config"],
  ["GET", "/api/v1/rights/allow"],
  ["PATCH", "/api/v1/rights/deny"],
  ["GET", "/api/v1/log"],
] as const;
const BODIES: Readonly<Record<string, string>> = {
  PUT: JSON.stringify({ domain: "utopia.example", instance: "UTOPIA", members: [] }),
  PATCH: "[]",
};

let folder: string;
let application: ExampleApplication;
let heard: (string | undefined)[];
let mediator: ExampleMediator;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-test-"));
  const managementTokenFile = join(folder, "token");
  writeFileSync(managementTokenFile, TOKEN);
  heard = [];
  application = await listen((request, response) => {
    heard.push(request.headers.authorization);
    response.end("{}");
  });
  const members = exampleMembers([exampleService("registry", application.url, [HOSPITAL])]);
  mediator = openExample({ ...exampleConfig(members), managementTokenFile });
});

afterAll(async () => {
  await mediator.close();
  await application.close();
  rmSync(folder, { recursive: true });
});

function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const body = BODIES[method];
  return mediator.app.request(path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
  });
}

describe("a mediator whose management has a token", () => {
  test.each(OPERATIONS)("refuses %s %s without it, in its own error format", async (method, path) => {
    for (const given of [undefined, "Bearer wrong", `Basic ${TOKEN}`]) {
      const answer = await ask(method, path, {
        // Also to one who says that they are the management.
        "X-GovStack-Client": MANAGER,
        ...(given === undefined ? {} : { Authorization: given }),
      });
      expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([401, "Bearer"]);
      expect(answer.headers.get("X-GovStack-Error")).toBe("Client.Unauthorized");
      expect(await answer.json()).toMatchObject({ type: "Client.Unauthorized" });
    }
  });

  test("is asked for before anything of the request is judged", async () => {
    const answer = await mediator.app.request("/api/v1/config", { method: "PUT", body: "{ no JSON" });
    expect(answer.status).toBe(401);
  });

  test.each(OPERATIONS.filter(([method]) => method === "GET"))(
    "answers %s %s with it",
    async (method, path) => {
      expect((await ask(method, path, { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    },
  );

  test("asks nobody else for it", async () => {
    expect((await ask("GET", "/api/v1/status")).status).toBe(200);
    expect((await ask("GET", `/r1/${ROOM}/listMethods`, { "X-GovStack-Client": HOSPITAL })).status).toBe(200);
  });

  test("passes it on to no service, but what services themselves ask for", async () => {
    for (const token of [TOKEN, "of-the-registry"]) {
      const headers = { "X-GovStack-Client": HOSPITAL, Authorization: `Bearer ${token}` };
      expect((await ask("GET", `/r1/${ROOM}/registry/x`, headers)).status).toBe(200);
    }
    expect(heard).toEqual([undefined, "Bearer of-the-registry"]);
  });

  test("never has it in its log", async () => {
    const answer = await ask("GET", "/api/v1/log?limit=1000", { Authorization: `Bearer ${TOKEN}` });
    const text = await answer.text();
    expect(text).toContain('"refused"');
    expect(text).not.toContain(TOKEN);
  });

  test("does not start without it", () => {
    const config = exampleConfig(exampleMembers());
    const start = () => openExample({ ...config, managementTokenFile: join(folder, "none") });
    expect(start).toThrow(/the token's file .*none cannot be read/);
  });
});
