import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ExampleMediator, exampleConfig, exampleMembers, openExample } from "./example-mediator.ts";

/** GovStack_Configuration.yaml of the specification, as it is. */
const EXAMPLE = `
domain: "sample.egovstack.net"
instance: egovstack
members:
- name: Management
  class: GOV
  code: 0
  applications:
  - id: misp
    connection: http
- name: MinistryOfInterior
  class: GOV
  code: 7003
  applications:
  - id: CitizensRegistry
    services:
    - id: mcts
      spec_url: https://raw.githubusercontent.com/aleksander-reitsakas/pub/main/m3x.json
      service_url: http://securityserver/r1/egovstack/GOV/7001/DigitalRegistries/mcts11
      rights:
      - member: LocalMunicipality
        application: Registration
      - member: Management
        application: 0
`;

const member = (code: string, applications: object[] = [], name = `M${code}`) => ({
  name,
  class: "GOV",
  code,
  applications,
});
const service = (id: string, rights: object[] = []) => ({
  id,
  specUrl: `http://${id}.internal/openapi.json`,
  serviceUrl: `http://${id}.internal/api`,
  rights,
});
const document = (...members: object[]) => ({ domain: "d.example", instance: "UTOPIA", members });

let mediator: ExampleMediator;
beforeEach(() => {
  mediator = openExample(exampleConfig([]));
});
afterEach(() => mediator.close());

const read = async () => (await mediator.call("GET", "/api/v1/config")).body;

describe("the configuration", () => {
  test("the specification's example is taken as YAML and emitted in the schema's spelling", async () => {
    const send = () =>
      mediator.app.request("/api/v1/config?init=true", {
        method: "POST",
        headers: { "Content-Type": "text/yaml" },
        body: EXAMPLE,
      });
    for (const answer of [await send(), await send()]) {
      expect(answer.status).toBe(201);
      expect(typeof (await answer.json())).toBe("string");
    }
    const emitted = await read();
    expect(emitted.instance).toBe("egovstack");
    expect(emitted.members[1]).toEqual({
      name: "MinistryOfInterior",
      class: "GOV",
      code: "7003",
      applications: [
        {
          id: "CitizensRegistry",
          connection: "https",
          services: [
            {
              id: "mcts",
              specUrl: "https://raw.githubusercontent.com/aleksander-reitsakas/pub/main/m3x.json",
              serviceUrl: "http://securityserver/r1/egovstack/GOV/7001/DigitalRegistries/mcts11",
              rights: [
                { member: "LocalMunicipality", application: "Registration" },
                { member: "Management", application: "0" },
              ],
            },
          ],
        },
      ],
    });
  });

  test("a right waits for its member and then counts", async () => {
    const provider = member("1", [
      { id: "A", services: [service("s", [{ member: "Later", application: "App" }])] },
    ]);
    await mediator.call("POST", "/api/v1/config", undefined, document(provider));
    expect((await mediator.call("GET", "/api/v1/rights/allow")).body.allowList).toEqual([]);
    await mediator.call(
      "PATCH",
      "/api/v1/config",
      undefined,
      document(member("2", [{ id: "App" }], "Later")),
    );
    expect((await mediator.call("GET", "/api/v1/rights/allow")).body.allowList[0].rights).toEqual([
      { memberClass: "GOV", memberCode: "2", applicationId: "App", member: "Later", application: "App" },
    ]);
  });

  test("PATCH leaves what it does not describe, PUT deletes it", async () => {
    const first = member("1", [
      { id: "A", connection: "http", services: [service("one"), service("two")] },
      { id: "B" },
    ]);
    await mediator.call("POST", "/api/v1/config", undefined, document(first, member("2")));
    const change = document(
      member("1", [{ id: "A", services: [{ ...service("two"), serviceUrl: "http://new/" }] }]),
    );
    expect((await mediator.call("PATCH", "/api/v1/config", undefined, change)).status).toBe(201);
    const merged = await read();
    expect(merged.members.map((one: { code: string }) => one.code)).toEqual(["1", "2"]);
    expect(merged.members[0].applications[0].connection).toBe("http");
    expect(
      merged.members[0].applications[0].services.map((one: { serviceUrl: string }) => one.serviceUrl),
    ).toEqual(["http://one.internal/api", "http://new/"]);
    expect((await mediator.call("PUT", "/api/v1/config", undefined, change)).status).toBe(201);
    const replaced = await read();
    expect(replaced.members).toHaveLength(1);
    expect(replaced.members[0].applications).toHaveLength(1);
    expect(replaced.members[0].applications[0].services).toHaveLength(1);
  });

  test.each([
    ["no body", undefined],
    ["no domain", { instance: "UTOPIA" }],
    ["a member without code", document({ name: "x", class: "GOV" })],
    ["a service without addresses", document(member("1", [{ id: "A", services: [{ id: "s" }] }]))],
    [
      "a service called as the mediator's own",
      document(member("1", [{ id: "A", services: [service("pub")] }])),
    ],
    ["a slash in a code", document(member("1/2"))],
    ["a dotted code", document(member(".."))],
    [
      "another scheme",
      document(member("1", [{ id: "A", services: [{ ...service("s"), serviceUrl: "file:///x" }] }])),
    ],
    [
      "a right without application",
      document(member("1", [{ id: "A", services: [service("s", [{ member: "x" }])] }])),
    ],
  ])("%s is a 400 and changes nothing", async (_, body) => {
    await mediator.call("POST", "/api/v1/config", undefined, document(member("9")));
    const before = await read();
    for (const method of ["POST", "PATCH", "PUT"]) {
      const answer = await mediator.call(method, "/api/v1/config", undefined, body);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        type: "Client.BadRequest",
        message: expect.any(String),
        detail: expect.any(String),
      });
    }
    expect(await read()).toEqual(before);
  });

  test("broken YAML and another content type are refused, init must be a boolean", async () => {
    const send = (type: string, body: string, query = "") =>
      mediator.app.request(`/api/v1/config${query}`, {
        method: "POST",
        headers: { "Content-Type": type },
        body,
      });
    expect((await send("text/yaml", "a: [")).status).toBe(400);
    expect((await send("text/plain", "{}")).status).toBe(415);
    expect((await send("text/yaml", EXAMPLE, "?init=perhaps")).status).toBe(400);
  });

  test("another instance is refused once there are members", async () => {
    await mediator.call("POST", "/api/v1/config", undefined, document(member("1")));
    const other = { ...document(member("2")), instance: "ELSEWHERE" };
    expect((await mediator.call("POST", "/api/v1/config", undefined, other)).status).toBe(400);
    expect((await mediator.call("PATCH", "/api/v1/config", undefined, other)).status).toBe(400);
    expect((await mediator.call("PUT", "/api/v1/config", undefined, other)).status).toBe(201);
    expect((await read()).instance).toBe("ELSEWHERE");
  });

  test("the status counts what is configured", async () => {
    expect((await mediator.call("GET", "/api/v1/status")).body).toMatchObject({
      status: "OK",
      configured: false,
    });
    await mediator.call("POST", "/api/v1/config", undefined, document(member("1", [{ id: "A" }])));
    const { status, body } = await mediator.call("GET", "/api/v1/status");
    expect([status, body.configured, body.members, body.applications]).toEqual([200, true, 1, 1]);
  });

  test.each([
    "http://127.0.0.1/x",
    "http://localhost/x",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/",
  ])("%s is no serviceUrl where loopback is not allowed", async (serviceUrl) => {
    const strict = openExample(exampleConfig([], { settings: { allowLoopbackTargets: false } }));
    const body = document(member("1", [{ id: "A", services: [{ ...service("s"), serviceUrl }] }]));
    expect((await strict.call("POST", "/api/v1/config", undefined, body)).status).toBe(400);
    await strict.close();
  });
});

describe("the stack's own members", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mediator-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are applied at every start and replaced by newer ones, and those of the API stay", async () => {
    let server = openExample(exampleConfig(exampleMembers()), folder);
    await server.call("PATCH", "/api/v1/config", undefined, document(member("9", [{ id: "Added" }])));
    await server.close();
    server = openExample(exampleConfig(exampleMembers().slice(0, 2)), folder);
    const codes = (await server.call("GET", "/api/v1/config")).body.members.map(
      (one: { code: string }) => one.code,
    );
    expect(codes).toEqual(["0", "7003", "9"]);
    await server.close();
  });

  test("come back at the next start after PUT deleted them", async () => {
    let server = openExample(exampleConfig(exampleMembers()), folder);
    expect((await server.call("PUT", "/api/v1/config", undefined, document())).status).toBe(201);
    expect((await server.call("GET", "/api/v1/config")).body.members).toEqual([]);
    await server.close();
    server = openExample(exampleConfig(exampleMembers()), folder);
    expect((await server.call("GET", "/api/v1/config")).body.members).toHaveLength(4);
    await server.close();
  });
});
