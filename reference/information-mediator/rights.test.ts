import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ExampleMediator,
  exampleConfig,
  exampleMembers,
  exampleService,
  openExample,
  type Parsed,
} from "./example-mediator.ts";

const CLIENTS = Array.from({ length: 8 }, (_, index) => `UTOPIA/COM/${index}/App`);
const entry = (serviceId: string, rights: object[]) => ({
  memberClass: "GOV",
  memberCode: "7003",
  applicationId: "CitizensRegistry",
  serviceId,
  rights,
});
const POLICE_RIGHT = { memberClass: "GOV", memberCode: "7020", applicationId: "Police" };
const ALLOW = "/api/v1/rights/allow";
const DENY = "/api/v1/rights/deny";

let mediator: ExampleMediator;
beforeEach(() => {
  const services = ["A", "B", "C"].map((id) => exampleService(id, "http://registry.internal/", CLIENTS));
  mediator = openExample(exampleConfig(exampleMembers(services)));
});
afterEach(() => mediator.close());

describe("the allow list", () => {
  test("is paged by pairs of service and application, as the specification's example says", async () => {
    const pages: [string, number][][] = [];
    let token: string | undefined;
    do {
      const more = token === undefined ? "" : `&nextPageToken=${token}`;
      const { body } = await mediator.call("GET", `${ALLOW}?pageSize=10${more}`);
      pages.push(body.allowList.map((one: Parsed) => [one.serviceId, one.rights.length]));
      token = body.nextPageToken;
    } while (token !== undefined);
    expect(pages).toEqual([
      [
        ["A", 8],
        ["B", 2],
      ],
      [
        ["B", 6],
        ["C", 4],
      ],
      [["C", 4]],
    ]);
  });

  test("has no token on a page that is exactly full and last", async () => {
    const { body } = await mediator.call("GET", `${ALLOW}?pageSize=24`);
    expect(body.nextPageToken).toBeUndefined();
    expect(Object.keys((await mediator.call("GET", ALLOW)).body)).toEqual(["allowList"]);
  });

  test("gives tokens that say nothing and refuses others", async () => {
    const { body } = await mediator.call("GET", `${ALLOW}?pageSize=1`);
    const bytes = Buffer.from(body.nextPageToken, "base64url").toString("latin1");
    expect(bytes).not.toMatch(/GOV|CitizensRegistry|App/);
    const flipped = (body.nextPageToken[0] === "A" ? "B" : "A") + body.nextPageToken.slice(1);
    for (const bad of ["x", flipped, Buffer.from('["GOV"]').toString("base64url")]) {
      expect((await mediator.call("GET", `${ALLOW}?nextPageToken=${bad}`)).status).toBe(400);
    }
  });

  test.each(["0", "-1", "1.5", "many"])("refuses the page size %s", async (size) => {
    expect((await mediator.call("GET", `${ALLOW}?pageSize=${size}`)).status).toBe(400);
  });

  test("is filtered", async () => {
    const ids = async (query: string) =>
      (await mediator.call("GET", `${ALLOW}?${query}`)).body.allowList.map((one: Parsed) => one.serviceId);
    expect(await ids("serviceId=B")).toEqual(["B"]);
    expect(await ids("memberClass=GOV&memberCode=7003&applicationId=CitizensRegistry")).toEqual([
      "A",
      "B",
      "C",
    ]);
    expect(await ids("memberCode=1")).toEqual([]);
    expect(await ids("memberClass=COM")).toEqual([]);
    expect(await ids("applicationId=Other")).toEqual([]);
  });
});

describe("changing rights", () => {
  const clientsOf = async (service: string) =>
    (await mediator.call("GET", `${ALLOW}?serviceId=${service}`)).body.allowList[0].rights.map(
      (one: Parsed) => one.memberCode,
    );

  test("allow and deny can be repeated, and both ways of naming an application are read", async () => {
    const named = { member: "MinistryOfJustice", application: "Police" };
    for (const right of [POLICE_RIGHT, named, POLICE_RIGHT]) {
      expect((await mediator.call("PATCH", ALLOW, undefined, [entry("A", [right])])).status).toBe(200);
    }
    expect((await clientsOf("A")).filter((code: string) => code === "7020")).toHaveLength(1);
    for (const right of [named, POLICE_RIGHT]) {
      expect((await mediator.call("PATCH", DENY, undefined, [entry("A", [right])])).status).toBe(200);
    }
    expect(await clientsOf("A")).not.toContain("7020");
  });

  test.each([ALLOW, DENY])(
    "%s refuses another shape and an unknown service, and then changes nothing",
    async (path) => {
      const good = entry("A", [POLICE_RIGHT]);
      for (const body of [
        undefined,
        {},
        [{ ...good, rights: [{}] }],
        [{ ...good, serviceId: undefined }],
        [{ ...good, rights: undefined }],
        [good, entry("unknown", [POLICE_RIGHT])],
      ]) {
        expect((await mediator.call("PATCH", path, undefined, body)).status).toBe(400);
      }
      expect(await clientsOf("A")).not.toContain("7020");
    },
  );

  test("a member that nobody knows cannot be allowed", async () => {
    const body = [entry("A", [{ member: "Nobody", application: "App" }])];
    expect((await mediator.call("PATCH", ALLOW, undefined, body)).status).toBe(400);
    expect((await mediator.call("PATCH", DENY, undefined, body)).status).toBe(200);
  });
});
