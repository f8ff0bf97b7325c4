import { describe, expect, test } from "vitest";
import { PEOPLE_SCHEMA, peopleSeed, type StartedRegistry, startRegistry } from "./started-registry.ts";

const modify = (server: StartedRegistry, body: unknown) => server.send("POST", "/database/modify", body);
const create = (server: StartedRegistry, code: string, content: unknown) =>
  server.send("POST", `/data/${code}/1.0/create`, { write: { content } });

/** The specification's own example of a schema, contradictions included. */
const EXAMPLE = {
  type: "object",
  properties: {
    ID: {
      type: "string",
      triggers: [
        {
          conditions: [{ logic: "==", value: "", gate: "&&" }],
          actions: [{ type: "set-value", value: "MCTS{indexNoByCode}", field_id: 1 }],
        },
      ],
      primaryKey: true,
      readOnly: true,
      description: "Registration ID",
      example: "MCTS31",
      id: 1,
    },
    child: {
      type: "string",
      properties: { id: { type: "string", description: "Child ID", example: "ID2", id: 13 } },
    },
  },
  incrementIndex: 20,
  required: ["ID"],
};

describe("modifyDatabase", () => {
  test("creates a registry from the specification's example and serves it", async () => {
    const server = startRegistry();
    const made = await modify(server, {
      groupName: "Test",
      catalogName: "Mother and Child",
      code: "MCR",
      schema: EXAMPLE,
    });
    expect(made).toMatchObject({ status: 200, body: EXAMPLE });
    const record = await create(server, "MCR", { child: { id: "ID2" } });
    expect(record.body.content).toEqual({ ID: "MCTS21", child: { id: "ID2" } });
    expect((await create(server, "MCR", { child: { id: 5 } })).status).toBe(400);
  });

  test("accepts the fields that the specification requires and does not declare, and takes its description", async () => {
    const server = startRegistry();
    const schema = { creationDate: "2026-01-01", description: "Births", filename: "b.json", properties: {} };
    expect((await modify(server, { code: "births", schema })).status).toBe(200);
    expect((await server.send("GET", "/database/1")).body).toMatchObject({
      name: "births",
      description: "Births",
    });
  });

  test("answers the same request again, and knows versions apart", async () => {
    const server = startRegistry();
    const body = { code: "x", schema: { properties: { a: { type: "string" } } } };
    const first = await modify(server, body);
    expect((await modify(server, body)).body).toEqual(first.body);
    await modify(server, { ...body, version: "2.0" });
    expect(
      (await server.send("GET", "/databases")).body.databases.map((one: { version: string }) => one.version),
    ).toEqual(["1.0", "2.0"]);
    await server.send("POST", "/data/x/2.0/create", { write: { content: { id: "new" } } });
    expect((await server.send("GET", "/data/x/1.0")).body.count).toBe(0);
    expect((await server.send("GET", "/data/x")).body.count).toBe(1);
  });

  test("gives the next records another shape", async () => {
    const server = startRegistry({ seed: peopleSeed([{ id: "A", name: "Ada" }]) });
    const schema = { ...PEOPLE_SCHEMA, additionalProperties: false };
    const [changed, refused] = await Promise.all([
      modify(server, { code: "people", schema }),
      create(server, "people", { id: "B", name: "Bo", extra: 1 }),
    ]);
    expect([changed.status, refused.status]).toEqual([200, 400]);
    expect((await create(server, "people", { id: "C", name: "Cy", extra: 1 })).status).toBe(400);
  });

  test("refuses a schema that stored records contradict, naming their number, and changes nothing", async () => {
    const server = startRegistry({
      seed: peopleSeed([
        { id: "A", name: "Ada" },
        { id: "B", name: "Bo", age: 1 },
      ]),
    });
    const stricter = await modify(server, {
      code: "people",
      schema: { ...PEOPLE_SCHEMA, required: ["age", "sex"] },
    });
    expect(stricter).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("2 stored records") },
    });
    const otherKey = { properties: { name: { type: "string", primaryKey: true } } };
    expect((await modify(server, { code: "people", schema: otherKey })).status).toBe(400);
    expect((await create(server, "people", { id: "C", name: "Cy" })).status).toBe(200);
  });

  test.each([
    ["no code", { schema: {} }],
    ["a code that no path can hold", { code: "a/b", schema: {} }],
    ["no schema", { code: "x" }],
    ["a schema of something else", { code: "x", schema: { type: "array" } }],
    ["properties that are none", { code: "x", schema: { properties: [] } }],
    ["an unknown type", { code: "x", schema: { properties: { a: { type: "file" } } } }],
    [
      "a pattern that is none",
      { code: "x", schema: { properties: { a: { type: "string", pattern: "(" } } } },
    ],
    ["a reference", { code: "x", schema: { properties: { a: { $ref: "#" } } } }],
    ["two keys", { code: "x", schema: { properties: { a: { primaryKey: true }, b: { primaryKey: true } } } }],
  ])("refuses %s", async (_, body) => {
    const server = startRegistry();
    expect(await modify(server, body)).toMatchObject({ status: 400, body: { detail: expect.any(String) } });
    expect((await server.send("GET", "/databases")).body.databases).toEqual([]);
  });

  test("checks patterns in linear time, each by itself", async () => {
    const server = startRegistry();
    const pattern = (text: string) => ({ type: "string", pattern: text });
    const properties = {
      slow: pattern("^(a+)+$"),
      digits: pattern("^[0-9]+$"),
      mail: { type: "string", format: "email" },
    };
    await modify(server, { code: "x", schema: { properties } });
    const before = performance.now();
    expect((await create(server, "x", { slow: `${"a".repeat(50_000)}!` })).status).toBe(400);
    expect((await create(server, "x", { mail: `a@${"a".repeat(500_000)}` })).status).toBe(400);
    expect((await create(server, "x", { slow: "aaa", digits: "aaa" })).status).toBe(400);
    expect((await create(server, "x", { slow: "aaa", digits: "12" })).status).toBe(200);
    expect(performance.now() - before).toBeLessThan(1500);
  });

  test("treats properties named like those of every object as ordinary ones", async () => {
    const server = startRegistry();
    await modify(server, { code: "x", schema: { properties: { constructor: { type: "integer" } } } });
    expect((await create(server, "x", { id: "1" })).status).toBe(200);
    expect((await create(server, "x", { id: "2", constructor: "b" })).status).toBe(400);
    await modify(server, { code: "y", schema: { required: ["toString"] } });
    expect((await create(server, "y", { id: "1" })).status).toBe(400);
    expect((await create(server, "y", { id: "1", toString: "a" })).status).toBe(200);
  });

  test("shows no long text to a format's expression", async () => {
    const server = startRegistry();
    await modify(server, {
      code: "x",
      schema: { properties: { mail: { type: "string", format: "email" } } },
    });
    expect((await create(server, "x", { mail: `${"a".repeat(2000)}@b.example` })).status).toBe(200);
    expect((await create(server, "x", { mail: `${"a".repeat(3000)}@b.example` })).status).toBe(400);
  });

  test("changes nothing when it is repeated, and never counts back", async () => {
    const server = startRegistry();
    const body = { code: "x", schema: { incrementIndex: 5, properties: {} } };
    await modify(server, body);
    await create(server, "x", { a: 1 });
    const before = (await server.send("GET", "/database/1")).body;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await modify(server, body);
    const { modifiedAt, dataIndexIncrement } = (await server.send("GET", "/database/1")).body;
    expect({ modifiedAt, dataIndexIncrement }).toEqual({
      modifiedAt: before.modifiedAt,
      dataIndexIncrement: 6,
    });
    await modify(server, { code: "x", schema: { properties: { a: { type: "integer" } } } });
    expect((await server.send("GET", "/database/1")).body.dataIndexIncrement).toBe(6);
  });
});

describe("getDatabase", () => {
  test("tells everything that the specification's databaseInfo has, with a value of its type", async () => {
    const server = startRegistry({ seed: peopleSeed([{ name: "Ada" }]) });
    await server.send("GET", "/data/people/1.0");
    const { status, body } = await server.send("GET", "/database/1");
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 1,
      version: "1.0",
      name: "people",
      description: "",
      institution: "Ministry of the Interior",
      numberFormat: "P-{indexNoByCode}",
      schema: { ...PEOPLE_SCHEMA, incrementIndex: 1 },
      schemaTags: [],
      schemaFlags: [
        { name: "mandatory", path: "/id" },
        { name: "mandatory", path: "/name" },
      ],
      fieldsUniques: [["id"]],
      isDraft: false,
      isDisabled: false,
      isArchived: false,
      modifiedAt: expect.stringMatching(/Z$/),
      byUserName: "seed",
      byUserAuthId: 0,
      byOnBehalfOfUserAuthId: 0,
      byOnBehalfOfUserName: "",
      genericServices: expect.arrayContaining([
        { serviceId: 1, name: "data-list", isVisible: true, usedCount: 1 },
      ]),
      dataIndexIncrement: 1,
      hasLogo: false,
    });
  });

  test("does not find unknown ids and refuses what is no integer", async () => {
    const server = startRegistry();
    expect(await server.send("GET", "/database/9")).toMatchObject({
      status: 404,
      body: { detail: expect.any(String) },
    });
    for (const id of ["one", "1.5", "99999999999999999999", "%20"])
      expect((await server.send("GET", `/database/${id}`)).status).toBe(400);
  });
});

describe("deleteDatabase", () => {
  test("stops serving the registry, again and again, and its code can be used anew", async () => {
    const server = startRegistry({ seed: peopleSeed([{ name: "Ada" }]) });
    const gone = await server.send("DELETE", "/database/1");
    expect([gone.status, gone.body]).toEqual([200, "Success"]);
    expect((await server.send("DELETE", "/database/1")).status).toBe(200);
    expect((await server.send("GET", "/database/1")).status).toBe(404);
    expect((await server.send("GET", "/data/people/1.0")).status).toBe(404);
    await modify(server, { code: "people", schema: PEOPLE_SCHEMA });
    expect((await server.send("GET", "/data/people/1.0")).body.count).toBe(0);
    expect((await server.send("GET", "/database/2")).status).toBe(200);
  });

  test("does not find unknown ids and refuses what is no integer", async () => {
    const server = startRegistry();
    expect((await server.send("DELETE", "/database/1")).status).toBe(404);
    expect((await server.send("DELETE", "/database/x")).status).toBe(400);
  });
});

describe("listDatabases", () => {
  test("is one object: the group where there is one, else the part", async () => {
    const server = startRegistry();
    expect((await server.send("GET", "/databases")).body).toEqual({
      id: 1,
      name: "civil",
      code: "civil",
      databases: [],
      groupId: 1,
      order: 1,
      dataIndexIncrement: 0,
    });
    await modify(server, { groupName: "g", catalogName: "Catalogue", code: "x", schema: {} });
    expect((await server.send("GET", "/databases")).body).toMatchObject({
      name: "Catalogue",
      code: "g",
      databases: [{ id: 1 }],
    });
    await modify(server, { groupName: "h", code: "y", schema: {} });
    const several = (await server.send("GET", "/databases")).body;
    expect(several).toMatchObject({
      name: "civil",
      code: "civil",
      databases: [
        { id: 1, name: "x" },
        { id: 2, name: "y" },
      ],
    });
  });
});
