import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { peopleSeed, type StartedRegistry, startRegistry } from "./started-registry.ts";

const PEOPLE = "/data/people/1.0";
const ada = { id: "A", name: "Ada", age: 40 };
const bo = { id: "B", name: "Bo", age: 7, address: { village: "Reedham" } };

const start = (records: readonly Record<string, unknown>[] = [ada, bo], schema?: Record<string, unknown>) =>
  startRegistry({ seed: peopleSeed(records, schema) });
const create = (server: StartedRegistry, content: unknown, path = PEOPLE) =>
  server.send("POST", `${path}/create`, { write: { content } });
const all = async (server: StartedRegistry, path = PEOPLE) =>
  (await server.send("GET", `${path}?pageSize=1000`)).body;

describe("create", () => {
  test("stores a record and answers it with a generated id", async () => {
    const server = start();
    const reply = await create(server, { name: "Cy" });
    expect(reply).toMatchObject({ status: 200, body: { content: { id: "P-1", name: "Cy" } } });
    expect(reply.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect((await all(server)).results).toContainEqual({ id: "P-1", name: "Cy" });
  });

  test("keeps the id that is given, and properties that the schema does not name", async () => {
    const server = start([]);
    const content = { id: "X/1", name: "Ü", extra: { deep: [1, null, "ع"] } };
    expect((await create(server, content)).body).toEqual({ content });
    expect((await all(server)).results).toEqual([content]);
  });

  test("answers a repeated create with the same record, whatever the order of keys", async () => {
    const server = start([]);
    await create(server, { name: "Cy", age: 3 });
    expect((await create(server, { age: 3, name: "Cy" })).body.content.id).toBe("P-1");
    expect((await all(server)).count).toBe(1);
  });

  test("makes a second record for another caller, and after the first was changed or deleted", async () => {
    const server = start([]);
    const body = { write: { content: { name: "Cy" } } };
    await create(server, { name: "Cy" });
    const other = await server.send("POST", `${PEOPLE}/create`, body, {
      "Information-Mediator-Client": "XU/GOV/1/x",
    });
    expect(other.body.content.id).toBe("P-2");
    await server.send("PUT", `${PEOPLE}/update`, { write: { content: { id: "P-1", age: 9 } } });
    expect((await create(server, { name: "Cy" })).body.content.id).toBe("P-3");
    await server.send("DELETE", `${PEOPLE}/P-3/delete`);
    expect((await create(server, { name: "Cy" })).body.content.id).toBe("P-4");
  });

  test("refuses another caller's record of the same id, even of the same content", async () => {
    const server = start([]);
    const body = { write: { content: ada } };
    const as = (client: string) =>
      server.send("POST", `${PEOPLE}/create`, body, { "Information-Mediator-Client": client });
    expect([(await as("XU/GOV/1/x")).status, (await as("XU/GOV/2/y")).status]).toEqual([200, 409]);
    expect((await as("XU/GOV/1/x")).status).toBe(200);
  });

  test("refuses an id that is taken by other content", async () => {
    const server = start();
    expect((await create(server, { ...ada, age: 41 })).status).toBe(409);
    expect((await all(server)).results[0]).toEqual(ada);
  });

  test.each([
    ["a missing property", { age: 1 }, "content must have required property 'name'"],
    ["a wrong type", { name: 5 }, "content.name must be string"],
    ["a wrong format", { name: "C", birthDate: "tomorrow" }, 'content.birthDate must match format "date"'],
    [
      "a value outside the list",
      { name: "C", sex: "x" },
      "content.sex must be equal to one of the allowed values",
    ],
    ["an id that is no text", { id: { a: 1 }, name: "C" }, "content.id must be string"],
    [
      "an id with a control character",
      { id: "a\u0000", name: "C" },
      "content.id must be a number or a text of 1 to 255 characters",
    ],
  ])("refuses %s", async (_, content, detail) => {
    const server = start();
    expect(await create(server, content)).toMatchObject({ status: 400, body: { detail } });
    expect((await all(server)).count).toBe(2);
  });

  test("refuses unknown properties only where the schema says so", async () => {
    const server = start([], { additionalProperties: false, properties: { name: { type: "string" } } });
    expect((await create(server, { name: "C", age: 1 })).body.detail).toContain("additional properties: age");
    expect((await create(server, { name: "C" })).body).toEqual({ content: { id: "people1", name: "C" } });
  });

  test("fills an empty value by its trigger and counts numeric keys", async () => {
    const trigger = [{ actions: [{ type: "set-value", value: "{code}/{indexNoByCode}" }] }];
    const properties = { ID: { type: "integer" }, label: { type: "string", triggers: trigger } };
    const server = start([], { incrementIndex: 20, properties });
    expect((await create(server, { label: "" })).body.content).toEqual({ ID: 21, label: "people/21" });
    expect((await create(server, { ID: 22 })).body.content).toEqual({ ID: 22, label: "people/22" });
    expect((await create(server, { label: "own" })).body.content).toEqual({ ID: 23, label: "own" });
  });

  test("refuses an empty body, a body of another shape and broken JSON at once", async () => {
    const server = start();
    expect((await server.send("POST", `${PEOPLE}/create`)).status).toBe(400);
    expect((await server.send("POST", `${PEOPLE}/create`, { write: {} })).status).toBe(400);
    expect((await server.send("POST", `${PEOPLE}/create`, { write: { content: [1] } })).status).toBe(400);
    expect((await all(server)).count).toBe(2);
  });

  test("keeps names that every object inherits as ordinary data", async () => {
    const server = start([]);
    const content = { id: "c", name: "C", constructor: { prototype: { x: 1 } }, toString: "t" };
    expect((await create(server, content)).body.content).toEqual(content);
    const polluted = '{"write":{"content":{"id":"d","name":"D","__proto__":{"admin":true}}}}';
    expect((await server.send("POST", `${PEOPLE}/create`, JSON.parse(polluted))).status).toBe(400);
    expect(({} as Record<string, unknown>)["x"] ?? ({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  test("keeps 50 records that are created at the same time", async () => {
    const server = start([]);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) => create(server, { name: `N${n}` })),
    );
    expect(new Set(replies.map((reply) => reply.body.content.id)).size).toBe(50);
    expect((await all(server)).count).toBe(50);
  });
});

describe("update", () => {
  const update = (server: StartedRegistry, body: unknown) => server.send("PUT", `${PEOPLE}/update`, body);

  test("puts the given properties over those of the record that the query finds", async () => {
    const server = start();
    const body = {
      query: { content: { address: { village: "Reedham" } } },
      write: { content: { age: 8, address: {} } },
    };
    expect((await update(server, body)).body).toEqual({ content: { ...bo, age: 8, address: {} } });
    expect((await all(server)).results).toEqual([ada, { ...bo, age: 8, address: {} }]);
  });

  test("finds the record by the id of the new content where there is no query", async () => {
    const server = start();
    expect((await update(server, { write: { content: { id: "A", age: 41 } } })).body.content.age).toBe(41);
    expect((await update(server, { write: { content: { age: 41 } } })).status).toBe(400);
  });

  test("refuses none, several, another id, a changed readOnly property and what would not conform", async () => {
    const server = start([
      { ...ada, registeredBy: "office" },
      { ...bo, age: 40 },
    ]);
    const by = (query: unknown, write: unknown) =>
      update(server, { query: { content: query }, write: { content: write } });
    expect((await by({ id: "Z" }, { age: 1 })).status).toBe(404);
    expect(await by({ age: 40 }, { name: "X" })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("2") },
    });
    expect((await by({ id: "A" }, { id: "C" })).status).toBe(400);
    expect((await by({ id: "A" }, { registeredBy: "me" })).status).toBe(400);
    expect((await by({ id: "A" }, { age: "old" })).status).toBe(400);
    expect((await by({}, { age: 1 })).status).toBe(400);
    expect((await all(server)).results).toEqual([
      { ...ada, registeredBy: "office" },
      { ...bo, age: 40 },
    ]);
  });
});

describe("updateEntries", () => {
  const path = `${PEOPLE}/updateEntries`;

  test("changes all that the query finds and says how many", async () => {
    const server = start([ada, bo, { id: "C", name: "Cy", age: 40 }]);
    const reply = await server.send("PUT", path, {
      query: { content: { age: 40 } },
      write: { content: { sex: "female" } },
    });
    expect(reply).toMatchObject({ status: 200, body: { count: 2 } });
    expect((await all(server)).results.map((one: { sex?: string }) => one.sex)).toEqual([
      "female",
      undefined,
      "female",
    ]);
  });

  test("changes nothing where one would not conform, and none where none is found", async () => {
    const server = start([
      { id: "A", name: "Ada" },
      { id: "B", name: "Bo", registeredBy: "x" },
    ]);
    const write = { content: { registeredBy: "y" } };
    const both = await server.send("PUT", path, { query: { content: {} }, write });
    expect(both.status).toBe(400);
    await server.send("PUT", path, { query: { content: { id: "A" } }, write: { content: { age: 5 } } });
    await server.send("PUT", path, { query: { content: { id: "B" } }, write: { content: { age: 5 } } });
    expect((await server.send("PUT", path, { query: { content: { age: 5 } }, write })).status).toBe(400);
    expect((await all(server)).results[0].registeredBy).toBeUndefined();
    expect((await server.send("PUT", path, { query: { content: { age: 6 } }, write })).status).toBe(404);
  });
});

describe("updateOrCreate", () => {
  const path = `${PEOPLE}/updateOrCreate`;

  test("changes the record that is there, and creates it where none is", async () => {
    const server = start();
    const changed = await server.send("POST", path, {
      query: { content: { name: "Ada" } },
      write: { content: { age: 41 } },
    });
    expect(changed.body).toEqual({ content: { ...ada, age: 41 } });
    const made = await server.send("POST", path, {
      query: { content: { id: "C" } },
      write: { content: { name: "Cy" } },
    });
    expect(made.body).toEqual({ content: { id: "C", name: "Cy" } });
    const generated = await server.send("POST", path, { write: { content: { name: "Di" } } });
    expect(generated.body.content.id).toBe("P-1");
    expect((await all(server)).count).toBe(4);
  });

  test("refuses several matches and what does not conform", async () => {
    const server = start([ada, { ...bo, age: 40 }]);
    const several = { query: { content: { age: 40 } }, write: { content: { name: "X" } } };
    expect((await server.send("POST", path, several)).status).toBe(409);
    expect((await server.send("POST", path, { write: { content: { id: "C" } } })).status).toBe(400);
    expect((await all(server)).count).toBe(2);
  });

  test("makes one record of many calls at the same time", async () => {
    const server = start([]);
    const call = (age: number) =>
      server.send("POST", path, {
        query: { content: { name: "Cy" } },
        write: { content: { name: "Cy", age } },
      });
    const replies = await Promise.all(Array.from({ length: 30 }, (_, age) => call(age)));
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.content.id}`))).toEqual(
      new Set(["200 P-1"]),
    );
    expect(await all(server)).toMatchObject({ count: 1, results: [{ age: 29 }] });
  });
});

describe("delete", () => {
  test("hides the record everywhere, again and again, and lets its id be used anew", async () => {
    const server = start();
    const gone = await server.send("DELETE", `${PEOPLE}/A/delete`);
    expect([gone.status, gone.body]).toEqual([204, ""]);
    expect((await server.send("DELETE", `${PEOPLE}/A/delete`)).status).toBe(204);
    expect((await all(server)).results).toEqual([bo]);
    const query = { query: { content: { id: "A" } } };
    expect((await server.send("POST", `${PEOPLE}/read`, query)).status).toBe(404);
    expect((await server.send("POST", `${PEOPLE}/exists`, query)).body.answer.status).toBe(false);
    expect((await server.send("GET", `${PEOPLE}/A/readValue/name.json`)).status).toBe(404);
    expect((await server.send("GET", `${PEOPLE}?search=Ada`)).body.count).toBe(0);
    expect((await create(server, { id: "A", name: "Anew" })).status).toBe(200);
    expect((await all(server)).results).toEqual([bo, { id: "A", name: "Anew" }]);
  });

  test("finds ids with slashes and refuses what never existed", async () => {
    const server = start([{ id: "X/1 ü%", name: "X" }]);
    expect((await server.send("DELETE", `${PEOPLE}/${encodeURIComponent("X/1 ü%")}/delete`)).status).toBe(
      204,
    );
    expect((await server.send("DELETE", `${PEOPLE}/never/delete`)).body).toEqual({
      detail: "no record found",
    });
  });

  test("never hands out a deleted record's generated id again", async () => {
    const server = start([{ id: "P-1", name: "Old" }]);
    await server.send("DELETE", `${PEOPLE}/P-1/delete`);
    expect((await create(server, { name: "New" })).body.content.id).toBe("P-2");
  });
});

test("what was acknowledged is there after a restart, and the seed is not loaded again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "registries-"));
  try {
    const first = startRegistry({ seed: peopleSeed([ada, bo]) }, folder);
    await create(first, { name: "Cy" });
    await first.send("DELETE", `${PEOPLE}/A/delete`);
    await first.send("POST", "/database/modify", { code: "extra", schema: {} });
    await first.send("DELETE", "/database/2");
    await first.close();
    const second = startRegistry(
      { seed: peopleSeed([ada, bo]), settings: { registries: ["extra"] } },
      folder,
    );
    expect((await all(second)).results).toEqual([bo, { id: "P-1", name: "Cy" }]);
    expect((await create(second, { name: "Cy" })).body.content.id).toBe("P-1");
    expect((await second.send("GET", "/data/extra/1.0")).status).toBe(404);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
