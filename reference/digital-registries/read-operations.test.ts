import { describe, expect, test } from "vitest";
import { peopleSeed, type StartedRegistry, startRegistry } from "./started-registry.ts";

const PEOPLE = "/data/people/1.0";
const ada = { id: "A", name: "Ada", age: 40, "First name": "Ada Maria", tags: ["x", { k: "deep7" }] };
const bo = { id: "B", name: "Bo", age: 7, address: { village: "Reedham" }, "a.b": "dotted", none: null };
const cy = { id: "C", name: "Cy", age: 40, active: true, note: "" };

const start = (records: readonly Record<string, unknown>[] = [ada, bo, cy]) =>
  startRegistry({ seed: peopleSeed(records) });
const list = async (server: StartedRegistry, query = "", headers?: Record<string, string>) =>
  server.send("GET", `${PEOPLE}?${query}`, undefined, headers);
const ids = async (server: StartedRegistry, query: string) =>
  (await list(server, query)).body.results.map((record: { id: string }) => record.id).join("");

describe("list", () => {
  test("answers all records in the order of their creation", async () => {
    expect((await list(start())).body).toEqual({ count: 3, results: [ada, bo, cy] });
  });

  test.each([
    ["search=Bo", "B"],
    ["search=%5E40%24", "AC"],
    ["search=(?i)REED", "B"],
    ["search=deep%5Cd", "A"],
    ["search=name", ""],
    ["search=A.a&filter=name", "A"],
    ["search=Ada&filter=First%20name", "A"],
    ["search=Ada&filter=id", ""],
    ["search=Reedham&filter=address.village", "B"],
    ["filter=address", "B"],
    ["filter=note", ""],
    ["filter=none", ""],
    ["filter=a.b", "B"],
    ["query.age=40", "AC"],
    ["query.age=40&query.name=Cy", "C"],
    ["query.active=true", "C"],
    ["query.address.village=Reedham", "B"],
    ["query.a.b=dotted", "B"],
    ["query.constructor=x", ""],
    ["query.name=ad", ""],
    ["search=o&query.age=7", "B"],
    ["ordering=descending", "CBA"],
    ["ordering=ascending", "ABC"],
    ["ordering=age", "BAC"],
    ["ordering=-age", "ACB"],
    ["ordering=name:desc", "CBA"],
    ["search=a|y&ordering=-name", "CBA"],
  ])("%s finds %s", async (query, found) => {
    expect(await ids(start(), query)).toBe(found);
  });

  test("orders numeric keys by value", async () => {
    const records = [{ n: 10 }, { n: 9 }, { n: 100 }];
    const schema = { properties: { n: { type: "integer", primaryKey: true } } };
    const server = startRegistry({ seed: peopleSeed(records, schema) });
    expect((await list(server, "ordering=descending")).body.results).toEqual([
      { n: 100 },
      { n: 10 },
      { n: 9 },
    ]);
  });

  test("gives pages with links to those around, and none where there is none", async () => {
    const server = start();
    const first = (await list(server, "pageSize=2")).body;
    expect(first).toEqual({
      count: 3,
      next: `http://localhost${PEOPLE}?pageSize=2&page=2`,
      results: [ada, bo],
    });
    const last = (await list(server, "pageSize=2&page=2")).body;
    expect(last).toEqual({
      count: 3,
      previous: `http://localhost${PEOPLE}?pageSize=2&page=1`,
      results: [cy],
    });
    const beyond = await list(server, "pageSize=2&page=999999999999999");
    expect(beyond.status).toBe(200);
    expect(beyond.body).toEqual({
      count: 3,
      previous: `http://localhost${PEOPLE}?pageSize=2&page=2`,
      results: [],
    });
    expect((await list(server, "pageSize=1000&page=999999999999999")).body.results).toEqual([]);
  });

  test("builds its links from the address that the caller used, and not from anything else", async () => {
    const forwarded = {
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "im.example:8443",
      "X-Forwarded-Prefix": "/r1/a/",
    };
    const { next } = (await list(start(), "pageSize=1&search=a%7Co", forwarded)).body;
    expect(next).toBe(`https://im.example:8443/r1/a${PEOPLE}?pageSize=1&search=a%7Co&page=2`);
    const forged = { "X-Forwarded-Host": 'x"><script>', "X-Forwarded-Proto": "javascript" };
    expect((await list(start(), "pageSize=1", forged)).body.next).toBe(
      `http://localhost${PEOPLE}?pageSize=1&page=2`,
    );
  });

  test("has ten records on a page, and a thousand at most", async () => {
    const server = start(Array.from({ length: 1001 }, (_, n) => ({ id: `N${n}`, name: "n" })));
    expect((await list(server)).body.results).toHaveLength(10);
    expect((await list(server, "pageSize=5000")).body.results).toHaveLength(1000);
  });

  test.each([
    "page=0",
    "page=-1",
    "page=1.5",
    "pageSize=0",
    "pageSize=ten",
    "search=(",
    "search=(?=a)",
    'query.a"b=1',
    "query.=1",
  ])("refuses %s", async (query) => {
    const reply = await list(start(), query);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({ detail: expect.any(String) });
  });

  test("finds all records of a slice that took too long for one turn", async () => {
    const server = start(
      Array.from({ length: 200 }, (_, n) => ({ id: `N${n}`, name: `${"a".repeat(60_000)}!` })),
    );
    expect((await list(server, `search=${encodeURIComponent("(.*a){20}!$")}`)).body.count).toBe(200);
  });

  test("answers patterns that make other engines hang, and serves others while it searches", async () => {
    const server = start(
      Array.from({ length: 3000 }, (_, n) => ({ id: `N${n}`, name: `${"a".repeat(300)}!` })),
    );
    await list(server);
    const before = performance.now();
    let searching = true;
    let others = 0;
    const search = list(server, `search=${encodeURIComponent("^(a+)+$")}`).finally(() => {
      searching = false;
    });
    while (searching) {
      await server.send("GET", "/database/1");
      await new Promise((resolve) => setImmediate(resolve));
      others += 1;
    }
    expect((await search).body.count).toBe(0);
    expect(others).toBeGreaterThan(4);
    expect(performance.now() - before).toBeLessThan(3000);
    expect((await list(server, `search=${encodeURIComponent("(a{30}){30}")}`)).status).toBe(400);
  });
});

describe("exists and read", () => {
  const exists = (server: StartedRegistry, content: unknown) =>
    server.send("POST", `${PEOPLE}/exists`, { query: { content } });
  const read = (server: StartedRegistry, content: unknown) =>
    server.send("POST", `${PEOPLE}/read`, { query: { content } });

  test.each([
    [{ id: "A" }, ada],
    [{ age: 40, name: "Cy" }, cy],
    [{ address: { village: "Reedham" } }, bo],
    [{ active: true }, cy],
    [{ none: null }, bo],
    [{ "a.b": "dotted" }, bo],
    [{ tags: ["x"] }, ada],
    [{ tags: [{ k: "deep7" }] }, ada],
    [{ age: 40 }, ada],
  ])("find %j", async (query, record) => {
    const server = start();
    expect((await read(server, query)).body).toEqual({ content: record });
    expect((await exists(server, query)).body).toEqual({
      answer: { status: true, message: "Object found from database" },
    });
  });

  test.each([
    [{ id: "a" }],
    [{ id: "A", name: "Bo" }],
    [{ age: "40" }],
    [{ active: 1 }],
    [{ name: null }],
    [{ address: {}, id: "A" }],
    [{ tags: ["y"] }],
    [{ constructor: {} }],
    [{ 'q"uote': 1 }],
  ])("do not find %j", async (query) => {
    const server = start();
    expect(await read(server, query)).toMatchObject({ status: 404, body: { detail: "no record found" } });
    expect((await exists(server, query)).body.answer.status).toBe(false);
  });

  test("refuse a query that says nothing", async () => {
    expect((await read(start(), {})).status).toBe(400);
    expect((await exists(start(), {})).status).toBe(400);
    expect((await start().send("POST", `${PEOPLE}/read`, {})).status).toBe(400);
  });
});

describe("readValue", () => {
  const value = (server: StartedRegistry, rest: string) => server.send("GET", `${PEOPLE}/${rest}`);

  test.each([
    ["A/readValue/age.json", { value: 40 }],
    ["A/read-value/First%20name.json", { value: "Ada Maria" }],
    ["B/readValue/address.json/", { value: { village: "Reedham" } }],
    ["B/readValue/address.village.json", { value: "Reedham" }],
    ["B/readValue/a.b.json", { value: "dotted" }],
    ["A/readValue/tags.1.k.json", { value: "deep7" }],
    ["C/readValue/active.txt", "true"],
    ["A/readValue/name.txt", "Ada"],
  ])("%s is %j", async (rest, expected) => {
    expect(await value(start(), rest)).toMatchObject({ status: 200, body: expected });
  });

  test("gives texts as text", async () => {
    const reply = await value(start(), "A/readValue/name.txt");
    expect(reply.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test.each([
    ["A/readValue/shoe.json", 404],
    ["Z/readValue/name.json", 404],
    ["B/readValue/none.json", 404],
    ["A/readValue/tags.length.json", 404],
    ["A/readValue/constructor.json", 404],
    ["A/readValue/__proto__.json", 404],
    ["A/readValue/name.xml", 400],
    ["A/readValue/name", 400],
    ["A/readValue/.json", 400],
    ["A/readValue/tags.txt", 400],
  ])("refuses %s by %i", async (rest, status) => {
    const reply = await value(start(), rest);
    expect(reply).toMatchObject({ status, body: { detail: expect.any(String) } });
  });
});

describe("the caller and the path", () => {
  test("a caller must say who it is, in any of the header's spellings", async () => {
    const server = start();
    const as = (name: string, value: string) =>
      server.send("GET", PEOPLE, undefined, { "Information-Mediator-Client": "", [name]: value });
    expect((await as("Information-Mediator-Client", "")).status).toBe(400);
    expect((await as("Information-Mediator-Client", "only/three/parts")).status).toBe(400);
    expect((await as("X-GovStack-Client", "XU/GOV/1/x")).status).toBe(200);
  });

  test("unknown registries, versions and paths are not found, other methods not allowed", async () => {
    const server = start();
    for (const path of ["/data/nobody/1.0", "/data/people/2.0", "/nowhere"])
      expect(await server.send("GET", path)).toMatchObject({
        status: 404,
        body: { detail: expect.any(String) },
      });
    const refused = await server.send("PATCH", PEOPLE);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("paths are found with a slash at the end, without the version and below the mediator's prefix", async () => {
    const server = start();
    for (const path of [
      `${PEOPLE}/`,
      "/data/people",
      `/r1/XU/GOV/70001/civil${PEOPLE}`,
      `/r1/XU/GOV/70001/civil/api${PEOPLE}`,
    ])
      expect((await server.send("GET", path)).body.count).toBe(3);
    const body = { query: { content: { id: "A" } }, write: { content: { age: 41 } } };
    expect((await server.send("PUT", `${PEOPLE}/update-entries`, body)).body).toEqual({ count: 1 });
    expect((await server.send("POST", "/data/people/update-or-create/", body)).status).toBe(200);
  });

  test("the operations are described under the specification's paths", async () => {
    const { body } = await start().send("GET", "/openapi.json");
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path as object));
    expect(operations.map((operation) => operation.operationId).sort()).toEqual(
      "DPU create delete deleteDatabase exists getDatabase list listDatabases modifyDatabase read readValue update updateEntries updateOrCreate".split(
        " ",
      ),
    );
    expect(body.paths).toHaveProperty([
      "/data/{registryName}/{versionNumber}/{uuid}/readValue/{field}.{ext}",
    ]);
  });
});
