import type { Target } from "./target.ts";

const CLIENT = "SANDBOX/GOV/9/client-1";
const SCHEMA = {
  type: "object",
  properties: {
    id: { type: "string", primaryKey: true },
    marker: { type: "string" },
    turn: { type: "integer" },
    tags: { type: "array", items: { type: "string" }, uniqueItems: true },
    day: { type: "string", format: "date" },
  },
};

/** Two registries with a record or two. */
export function createRegistriesTarget(): Target {
  const records = [
    {
      id: "P-1",
      marker: "m",
      turn: 1,
      tags: ["a", "b"],
      day: "2026-01-31",
      a: { b: { c: [1, { d: null }] } },
    },
    { id: "P-2", marker: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", turn: 2 },
  ];
  const long = { id: "L-1", marker: "a".repeat(60_000) };
  return {
    block: "digital-registries",
    seed: {
      databases: [
        { code: "persons", schema: SCHEMA, records: [...records, long] },
        { code: "households", schema: { type: "object" }, records },
      ],
    },
    beyond: [],
    allowed: [],
    words: () => ({
      registryName: ["persons", "persons", "households", "scratch"],
      versionNumber: ["1.0"],
      uuid: ["P-1", "P-2"],
      ID: ["P-1", "P-2", "P-3"],
      id: [3, 4, 5, "P-1"],
      field: ["marker", "turn", "a", "a.b", "tags"],
      ext: ["json", "txt"],
      userId: ["P-1"],
      databaseId: ["persons", "1"],
      client: [CLIENT],
      content: [
        { id: "P-1" },
        { id: "P-1", marker: "n" },
        { marker: "m", turn: 1 },
        { tags: ["a"] },
        { id: "P-3", turn: 5, day: "2026-02-01" },
        { a: { b: { c: [{ d: null }] } } },
      ],
      code: ["persons", "scratch", "households"],
      version: ["1.0"],
      schema: [SCHEMA, { type: "object" }, { type: "object", properties: { id: { type: "integer" } } }],
      search: ["a", "m", "(a+)+$", "^P-.$"],
      filter: ["marker", "a.b.c"],
      ordering: ["ascending", "-turn", "marker:desc"],
    }),
    restore: async (caller) => {
      for (const code of ["persons", "households"]) {
        const body = { code, schema: { type: "object", properties: { id: { type: "string" } } } };
        const path = "/database/modify";
        await caller.send({ method: "POST", path, client: CLIENT, body });
        for (const content of records) {
          const write = { query: { content: { id: content.id } }, write: { content } };
          const path = `/data/${code}/1.0/updateOrCreate`;
          await caller.send({ method: "POST", path, client: CLIENT, body: write });
        }
      }
    },
    check: async (caller) => {
      const [content] = records;
      const body = { query: { content: { id: content?.id } } };
      const path = "/data/persons/1.0/read";
      await caller.expect({ method: "POST", path, client: CLIENT, body }, 200);
      await caller.expect({ method: "GET", path: "/databases", client: CLIENT }, 200);
    },
  };
}
