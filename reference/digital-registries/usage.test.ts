import { expect, test } from "vitest";
import { peopleSeed, type StartedRegistry, startRegistry } from "./started-registry.ts";

const PEOPLE = "/data/people/1.0";
const start = () =>
  startRegistry({
    seed: peopleSeed([
      { id: "A", name: "Ada" },
      { id: "B", name: "Bo" },
    ]),
  });
const usage = (server: StartedRegistry, person: string, code = "people") =>
  server.send("GET", `/data/myPersonalDataUsage?userId=${person}&databaseId=${code}`);
const read = (server: StartedRegistry, headers?: Record<string, string>) =>
  server.send("POST", `${PEOPLE}/read`, { query: { content: { id: "A" } } }, headers);

test("a person sees who read the data, the newest first, in the specification's words", async () => {
  const server = start();
  await read(server);
  await read(server, { "X-GovStack-UserId": "jane.doe", "Information-Mediator-Client": "XU/COM/900/app" });
  const { status, body } = await usage(server, "A");
  expect(status).toBe(200);
  expect(body).toEqual([
    {
      id: expect.stringMatching(/^\d+$/),
      readerId: "jane.doe",
      readerInitials: "JD",
      readerInstitutionId: "900",
      readerInstitutionName: "900",
      readerApplicationName: "app",
      searchDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      refrences: [{ ReferenceID: "A" }],
    },
    expect.objectContaining({
      readerId: "XU/GOV/70002/social",
      readerInstitutionId: "70002",
      readerInstitutionName: "Ministry of Finance",
      readerApplicationName: "social",
    }),
  ]);
});

test.each([
  ["list", (s: StartedRegistry) => s.send("GET", PEOPLE)],
  ["list with a search", (s: StartedRegistry) => s.send("GET", `${PEOPLE}?search=Ada`)],
  [
    "exists",
    (s: StartedRegistry) => s.send("POST", `${PEOPLE}/exists`, { query: { content: { name: "Ada" } } }),
  ],
  ["readValue", (s: StartedRegistry) => s.send("GET", `${PEOPLE}/A/readValue/name.json`)],
  [
    "update",
    (s: StartedRegistry) => s.send("PUT", `${PEOPLE}/update`, { write: { content: { id: "A", age: 1 } } }),
  ],
  [
    "updateOrCreate",
    (s: StartedRegistry) =>
      s.send("POST", `${PEOPLE}/updateOrCreate`, { write: { content: { id: "A", age: 1 } } }),
  ],
])("%s leaves an entry", async (_, act) => {
  const server = start();
  await act(server);
  expect((await usage(server, "A")).body).toHaveLength(1);
});

test("what shows nothing of a person leaves no entry", async () => {
  const server = start();
  await server.send("GET", `${PEOPLE}?query.name=Bo`);
  await server.send("GET", `${PEOPLE}?pageSize=1&page=2`);
  await server.send("POST", `${PEOPLE}/exists`, { query: { content: { name: "Nobody" } } });
  await server.send("GET", `${PEOPLE}/A/readValue/shoe.json`);
  await server.send("GET", `${PEOPLE}/A/readValue/name.xml`);
  await server.send("POST", `${PEOPLE}/create`, { write: { content: { id: "C", name: "Cy" } } });
  expect((await usage(server, "A")).status).toBe(404);
  expect((await usage(server, "C")).status).toBe(404);
  expect((await usage(server, "B")).body).toHaveLength(2);
});

test("persons are found where the schema marks them, in objects and lists, once a reading", async () => {
  const person = { type: "string", personalIdentifier: true };
  const schema = {
    properties: {
      id: { type: "string" },
      head: { type: "object", properties: { person } },
      members: { type: "array", items: { type: "object", properties: { person } } },
    },
  };
  const records = [
    { id: "H1", head: { person: "A" }, members: [{ person: "A" }, { person: "B" }] },
    { id: "H2", head: { person: "A" } },
  ];
  const server = startRegistry({ seed: peopleSeed(records, schema) });
  await server.send("GET", PEOPLE);
  expect((await usage(server, "A")).body.map((one: { refrences: unknown }) => one.refrences)).toEqual([
    [{ ReferenceID: "H1" }, { ReferenceID: "H2" }],
  ]);
  expect((await usage(server, "B")).body[0].refrences).toEqual([{ ReferenceID: "H1" }]);
  expect((await usage(server, "H1")).status).toBe(404);
});

test("the log stays when the record or the registry is deleted", async () => {
  const server = start();
  await read(server);
  await server.send("DELETE", `${PEOPLE}/A/delete`);
  await server.send("DELETE", "/database/1");
  expect((await usage(server, "A")).body).toHaveLength(1);
});

test("a missing parameter is refused, an unknown person or registry not found", async () => {
  const server = start();
  await read(server);
  expect((await server.send("GET", "/data/myPersonalDataUsage?userId=A")).status).toBe(400);
  expect((await server.send("GET", "/data/my-personal-data-usage?databaseId=people")).status).toBe(400);
  expect((await usage(server, "Z")).body).toEqual({ detail: expect.any(String) });
  expect((await usage(server, "A", "other")).status).toBe(404);
});
