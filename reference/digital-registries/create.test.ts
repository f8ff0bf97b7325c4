import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createDigitalRegistries } from "./create.ts";
import { CALLER, peopleSeed, startRegistry, testConfig } from "./started-registry.ts";

describe("the seed", () => {
  const seeded = (seed: unknown) => () => createDigitalRegistries(testConfig({ seed }), ":memory:");
  const database = { code: "x", schema: { properties: { a: { type: "string" } } } };

  test.each([
    ["a list", [], "seed: "],
    ["an unknown key", { databases: [{ ...database, recrods: [] }] }, "seed.databases.0: "],
    [
      "a code that no path can hold",
      { databases: [{ ...database, code: "a b" }] },
      "seed.databases.0.code: ",
    ],
    [
      "a schema that is none",
      { databases: [database, { ...database, code: "y", schema: { type: "x" } }] },
      "seed.databases.1: ",
    ],
    ["a registry twice", { databases: [database, database] }, "seed.databases.1: "],
    [
      "a record that does not conform",
      { databases: [{ ...database, records: [{}, { a: 1 }] }] },
      "seed.databases.0.records.1: ",
    ],
    [
      "an id twice",
      { databases: [{ ...database, records: [{ id: "1" }, { id: "1", a: "" }] }] },
      "seed.databases.0.records.1: ",
    ],
  ])("of %s is refused by its place", (_, seed, place) => {
    expect(seeded(seed)).toThrow(TypeError);
    expect(seeded(seed)).toThrow(place);
  });

  test("keeps records apart that hold the same and have no id", async () => {
    const server = startRegistry({
      seed: { databases: [{ ...database, records: [{ a: "1" }, { a: "1" }] }] },
    });
    expect((await server.send("GET", "/data/x/1.0")).body.results).toEqual([
      { id: "x1", a: "1" },
      { id: "x2", a: "1" },
    ]);
  });

  test.each(["civil", "social"])("of Utopia's %s registries is served as it is written", async (name) => {
    const file = new URL(`../../profiles/countries/utopia/${name}.json`, import.meta.url);
    const seed = JSON.parse(readFileSync(file, "utf8"));
    const server = startRegistry({ seed });
    for (const { code, records } of seed.databases) {
      const { body } = await server.send("GET", `/data/${code}/1.0?pageSize=100`);
      expect(body).toEqual({ count: records.length, results: records });
    }
  });
});

describe("the settings", () => {
  test("name registries that start empty and take any object", async () => {
    const server = startRegistry({ seed: peopleSeed(), settings: { registries: ["people", "permits"] } });
    const body = { write: { content: { id: "1", anything: [1] } } };
    expect((await server.send("POST", "/data/permits/1.0/create", body)).body).toEqual(body.write);
    expect((await server.send("GET", "/databases")).body.databases).toHaveLength(2);
  });

  test("of another shape are refused by their place", () => {
    const settings = { registries: [5] };
    expect(() => createDigitalRegistries(testConfig({ settings }), ":memory:")).toThrow(
      /^settings\.registries\.0: /,
    );
  });
});

test("the audit log holds changes and refusals, and nothing of the records", async () => {
  const folder = mkdtempSync(join(tmpdir(), "registries-"));
  try {
    const server = startRegistry({ seed: peopleSeed([{ id: "SECRET-1", name: "Ada" }]) }, folder);
    const correlation = { "X-Correlation-ID": "corr-1" };
    const created = { write: { content: { id: "SECRET-2", name: "Bo" } } };
    await server.send("GET", "/data/people/1.0");
    await server.send("POST", "/data/people/1.0/create", created, correlation);
    await server.send("POST", "/data/people/1.0/create", created);
    await server.send("PUT", "/data/people/1.0/update", { write: { content: { id: "SECRET-1", age: -1 } } });
    await server.send("DELETE", "/data/people/1.0/SECRET-1/delete");
    await server.send("GET", "/data/SECRET-1/1.0", undefined, { "Information-Mediator-Client": "nobody" });
    await server.close();
    const db = new DatabaseSync(join(folder, "registries.sqlite"));
    const rows = db.prepare("SELECT * FROM audit ORDER BY id").all();
    db.close();
    expect(rows.map((row) => `${row["operation"]} ${row["status"]} ${row["client"]}`)).toEqual([
      `create 200 ${CALLER}`,
      `update 400 ${CALLER}`,
      `delete 204 ${CALLER}`,
      "list 400 null",
    ]);
    expect(rows[0]).toMatchObject({ correlation_id: "corr-1", database_id: 1 });
    expect(JSON.stringify(rows)).not.toContain("SECRET");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
