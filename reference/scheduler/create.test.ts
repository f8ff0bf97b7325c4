import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createScheduler } from "./create.ts";
import {
  exampleEvent,
  KIND_LIST,
  type StartedScheduler,
  startScheduler,
  testConfig,
} from "./started-scheduler.ts";

let server: StartedScheduler | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  vi.restoreAllMocks();
});
const start = (...given: Parameters<typeof startScheduler>): StartedScheduler => {
  server = startScheduler(...given);
  return server;
};

describe("a call", () => {
  it("is refused where nobody says who asks, whatever the operation", async () => {
    const { ask } = start();
    for (const { name } of KIND_LIST) {
      for (const [method, path] of [
        ["POST", `/${name}/new`],
        ["PUT", `/${name}/modifications`],
        ["DELETE", `/${name}`],
        ["GET", `/${name}/list_details`],
      ] as const) {
        expect((await ask(method, path)).status).toBe(400);
        expect((await ask(method, `${path}?requestor_id=a&request_token=&qry={}`)).status).toBe(400);
      }
    }
  });

  it("takes its parameters from a JSON body or a form too, so that nothing stands in a URL", async () => {
    const { ask, list } = start();
    const caller = { requestor_id: "clinic", request_token: "secret-token" };
    const qry = { details: { name: "In a body" } };
    expect((await ask("POST", "/entity/new", { ...caller, qry })).body).toBe(
      "entity_name:In a body,entity_id:1",
    );
    const form = new URLSearchParams({
      ...caller,
      qry: JSON.stringify({ entity_details: { name: "In a form" } }),
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    expect((await ask("POST", "/entity/new", String(form), headers)).status).toBe(200);
    const found = await ask("POST", "/entity/list_details", {
      ...caller,
      qry: { entity_filter: { name: "In a form" } },
    });
    expect(found.body).toEqual([{ entity_id: "2", details: { name: "In a form" } }]);
    expect(await list("entity")).toHaveLength(2);
  });

  it("may have the objects of qry as parameters of their own, as the file's explode says", async () => {
    const { call } = start();
    expect((await call("POST", "/entity/new", { details: { name: "Exploded" } })).body).toMatch(/Exploded/);
    expect((await call("GET", "/entity/list_details", { entity_filter: { name: "x" } })).body).toEqual([]);
  });

  it.each(["/alert_schedule/new", "/alert-schedule/new", "/alertSchedule/new", "/v1/alert_schedule/new/"])(
    "finds the operation at %s",
    async (path) => {
      const { call } = start();
      expect((await call("POST", path, { qry: { details: {} } })).status).toBe(400);
    },
  );

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a text", '"details"'],
    ["nothing in it", "{}"],
    ["details that are a text", '{"details":"all"}'],
    ["details that are a list", '{"details":[]}'],
    ["a name that is an object", '{"details":{"name":{"a":1}}}'],
  ])("is refused with a qry that is %s, and changes nothing", async (_, qry) => {
    const { call, list } = start();
    const { status, body } = await call("POST", "/entity/new", { qry });
    expect([status, body.code]).toEqual([400, "Client.BadRequest"]);
    expect(await list("entity")).toEqual([]);
  });
});

describe("a requestor", () => {
  const seed = { requestors: [{ requestor_id: "clinic", request_token: "a-token-of-the-clinic" }] };

  it("is let in with its own token only, where there are pairs", async () => {
    const { call } = start({ seed });
    const qry = { entity_filter: {} };
    const status = async (parameters: object) =>
      (await call("GET", "/entity/list_details", { qry, ...parameters })).status;
    expect(await status({})).toBe(200);
    expect(await status({ request_token: "another" })).toBe(403);
    expect(await status({ requestor_id: "somebody" })).toBe(403);
    expect(await status({ requestor_id: "somebody", request_token: undefined })).toBe(400);
  });

  it("may be anybody in development without pairs, but a stranger", async () => {
    const { call, list } = start();
    const { status } = await call("POST", "/entity/new", {
      qry: { details: { name: "x" } },
      requestor_id: "stranger-1",
    });
    expect(status).toBe(403);
    expect(await list("entity")).toEqual([]);
  });

  it("has to be named outside of development, with a token in a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "scheduler-tokens-"));
    try {
      const tokenFile = join(folder, "token");
      writeFileSync(tokenFile, "a-token-of-forty-characters-or-nearly-so\n");
      const config = testConfig({ environment: "staging" });
      expect(() => createScheduler(config, ":memory:")).toThrow(/settings\.requestors: in staging/);
      const settings = { requestors: [{ id: "clinic", tokenFile }] };
      void createScheduler({ ...config, settings }, ":memory:").close();
      const tokens = { requestors: [{ requestor_id: "a", request_token: "b" }] };
      expect(() => createScheduler({ ...config, settings, seed: tokens }, ":memory:")).toThrow(
        /seed\.requestors: tokens in a seed are for development only/,
      );
      const lost = { requestors: [{ id: "clinic", tokenFile: join(folder, "none") }] };
      expect(() => createScheduler({ ...config, settings: lost }, ":memory:")).toThrow(/cannot be read/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what nobody may read", () => {
  it("is in no log: not the token, not what was asked, whatever came of it", async () => {
    const said: string[] = [];
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((text) => said.push(String(text)) > 0);
    const folder = mkdtempSync(join(tmpdir(), "scheduler-log-"));
    try {
      const { call, close, clock } = startScheduler({}, folder);
      const token = "t0ken-that-nobody-may-read";
      const qry = { details: { name: "Amra Secretname" } };
      await call("POST", "/entity/new", { qry, request_token: token });
      await call("POST", "/entity/new", { qry, request_token: token, requestor_id: "stranger" });
      await call("GET", "/entity/list_details", { qry: "{broken Filtername", request_token: token });
      await call("GET", "/entity/nowhere", { request_token: token });
      await call("PATCH", "/entity/new", { request_token: token });
      clock.set("2026-07-01T00:00:00Z");
      await close();
      const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
      const everything = [...said, ...files].join("\n");
      expect(everything).toContain("stranger");
      expect(everything).not.toContain(token);
      expect(everything).not.toContain("Filtername");
      expect(said.join("\n")).not.toContain("Secretname");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a seed", () => {
  const seed = {
    entities: [{ entity_id: 10, details: { name: "Clinic" } }],
    resources: [{ resource_id: "20", details: { name: "Ada", category: "doctor" } }],
    events: [{ event_id: 30, details: exampleEvent("10") }],
    appointments: [
      { appointment_id: 40, details: { event_id: 30, participant_type: "resource", participant_id: 20 } },
    ],
  };

  it("fills an empty store, and new things come after it", async () => {
    const { list, make } = start({ seed });
    expect(await list("appointment", { appointment_id: "40" })).toMatchObject([
      { appointment_id: "40", details: { event_id: "30", participant_id: "20", status_id: "confirmed" } },
    ]);
    expect(await make("entity", { name: "Later" })).toBe("11");
  });

  it.each([
    ["another key", { ...seed, people: [] }, /seed: /],
    ["an id that is none", { entities: [{ entity_id: "x", details: { name: "a" } }] }, /seed\.entities\.0/],
    ["something without a name", { entities: [{ entity_id: 1, details: {} }] }, /entities\.0: details\.name/],
    ["an event of nobody", { events: [{ event_id: 1, details: exampleEvent("7") }] }, /events\.0: .*no such/],
    ["the same twice", { entities: [...seed.entities, ...seed.entities] }, /entities\.1: 10 is there twice/],
  ])("with %s stops the start", (_, wrong, message) => {
    expect(() => createScheduler(testConfig({ seed: wrong }), ":memory:")).toThrow(message);
  });

  it("is loaded once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scheduler-seed-"));
    try {
      const first = startScheduler({ seed }, folder);
      expect((await first.call("DELETE", "/appointment", { appointment_id: "40" })).status).toBe(200);
      await first.close();
      const { list } = start({ seed }, folder);
      expect(await list("appointment")).toEqual([]);
      expect(await list("event")).toHaveLength(1);
    } finally {
      await server?.close();
      server = undefined;
      rmSync(folder, { recursive: true });
    }
  });
});
