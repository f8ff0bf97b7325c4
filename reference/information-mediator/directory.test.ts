import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ExampleApplication,
  type ExampleMediator,
  exampleConfig,
  exampleMembers,
  exampleService,
  HOSPITAL,
  listen,
  openExample,
  type Parsed,
  POLICE,
  ROOM,
} from "./example-mediator.ts";

const OPENAPI = {
  openapi: "3.0.0",
  info: { title: "r", version: "1" },
  paths: { "/x": { get: {}, post: {} } },
};
const YAML = "openapi: 3.0.0\npaths:\n  /y:\n    get: {}\n";

let application: ExampleApplication;
let mediator: ExampleMediator;
beforeEach(async () => {
  application = await listen((request, response) => {
    if (request.url === "/json")
      response.setHeader("content-type", "application/json").end(JSON.stringify(OPENAPI));
    else if (request.url === "/yaml") response.setHeader("content-type", "application/x-yaml").end(YAML);
    else if (request.url === "/moved") response.writeHead(302, { location: "/json" }).end();
    else if (request.url === "/large") response.end(JSON.stringify({ openapi: "3", x: "x".repeat(5 << 20) }));
    else if (request.url === "/html") response.end("<html></html>");
  });
  const services = ["json", "yaml", "moved", "large", "html", "hangs"].map((id) => ({
    ...exampleService(id, "http://registry.internal/", id === "json" ? [POLICE] : []),
    specUrl: `${application.url}/${id}`,
  }));
  const inline = { ...exampleService("inline", "http://registry.internal/"), openapi: OPENAPI };
  mediator = openExample(exampleConfig(exampleMembers([...services, inline])));
});
afterEach(async () => {
  await mediator.close();
  await application.close();
});

describe("listClients", () => {
  test("lists members and applications", async () => {
    const { status, body } = await mediator.call("GET", "/listClients");
    expect(status).toBe(200);
    expect(body.member).toHaveLength(8);
    expect(body.member).toContainEqual({
      name: "MinistryOfHealth",
      id: { objectType: "MEMBER", instanceId: "UTOPIA", memberClass: "GOV", memberCode: "7010" },
    });
    expect(body.member).toContainEqual({
      name: "MinistryOfHealth",
      id: {
        objectType: "APPLICATION",
        instanceId: "UTOPIA",
        memberClass: "GOV",
        memberCode: "7010",
        applicationCode: "Hospital",
      },
    });
  });

  test("knows its own instance only", async () => {
    expect((await mediator.call("GET", "/list-clients?instanceId=UTOPIA")).status).toBe(200);
    expect((await mediator.call("GET", "/listClients?instanceId=ELSEWHERE")).status).toBe(400);
  });
});

describe("listMethods and allowedMethods", () => {
  test("list all services, and those that the caller may call", async () => {
    const all = await mediator.call("GET", `/r1/${ROOM}/listMethods`, POLICE);
    expect(all.body.member.map((one: Parsed) => one.serviceCode)).toHaveLength(7);
    const allowed = await mediator.call("GET", `/r1/${ROOM}/allowedMethods`, POLICE);
    expect(allowed.body.member).toEqual([
      {
        objectType: "SERVICE",
        serviceType: "OPENAPI",
        instanceId: "UTOPIA",
        memberClass: "GOV",
        memberCode: "7003",
        applicationCode: "CitizensRegistry",
        serviceCode: "json",
        endpointList: { member: [] },
      },
    ]);
    expect((await mediator.call("GET", `/r1/${ROOM}/allowedMethods`, HOSPITAL)).body).toEqual({ member: [] });
  });

  test("filter by service, and know endpoints where the description is at hand", async () => {
    const only = async (id: string) =>
      (await mediator.call("GET", `/r1/${ROOM}/listMethods?serviceId=${id}`, POLICE)).body.member;
    const endpoints = [
      { method: "GET", path: "/x" },
      { method: "POST", path: "/x" },
    ];
    expect((await only("inline"))[0].endpointList.member).toEqual(endpoints);
    expect((await only("json"))[0].endpointList.member).toEqual([]);
    await mediator.call("GET", `/r1/${ROOM}/getOpenAPI?serviceCode=json`, POLICE);
    expect((await only("json"))[0].endpointList.member).toEqual(endpoints);
    expect(await only("unknown")).toEqual([]);
  });

  test.each(["listMethods", "allowedMethods", "getOpenAPI?serviceCode=json"])(
    "%s needs a caller and a provider",
    async (name) => {
      expect((await mediator.call("GET", `/r1/${ROOM}/${name}`)).status).toBe(400);
      expect((await mediator.call("GET", `/r1/${ROOM}/${name}`, "GOV/7020")).status).toBe(400);
      expect((await mediator.call("GET", `/r1/UTOPIA/GOV/7003/Other/${name}`, POLICE)).status).toBe(400);
      expect(
        (await mediator.call("GET", `/r1/ELSEWHERE/GOV/7003/CitizensRegistry/${name}`, POLICE)).status,
      ).toBe(400);
    },
  );
});

describe("getOpenAPI", () => {
  const get = (query: string) =>
    mediator.app.request(`/r1/${ROOM}/getOpenAPI${query}`, { headers: { "X-GovStack-Client": POLICE } });

  test("passes JSON and YAML on as they are", async () => {
    const json = await get("?serviceCode=json");
    expect([json.headers.get("content-type"), await json.json()]).toEqual([
      "application/json; charset=utf-8",
      OPENAPI,
    ]);
    const yaml = await get("?serviceCode=yaml");
    expect([yaml.headers.get("content-type"), await yaml.text()]).toEqual(["text/yaml; charset=utf-8", YAML]);
    expect(await (await get("?serviceCode=inline")).json()).toEqual(OPENAPI);
  });

  test("needs the code of a service that is there", async () => {
    expect((await get("")).status).toBe(400);
    expect((await get("?serviceCode=")).status).toBe(400);
    expect((await get("?serviceCode=unknown")).status).toBe(400);
  });

  test.each(["moved", "large", "html"])("does not take what is %s", async (id) => {
    const answer = await get(`?serviceCode=${id}`);
    expect([answer.status, answer.headers.get("X-GovStack-Error")]).toEqual([
      500,
      "Server.DescriptionUnavailable",
    ]);
  });

  test("gives up before whoever asks does", async () => {
    const began = Date.now();
    expect((await get("?serviceCode=hangs")).status).toBe(500);
    expect(Date.now() - began).toBeLessThan(3000);
  });
});
