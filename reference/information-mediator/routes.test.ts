import { describe, expect, test } from "vitest";
import { exampleConfig, exampleMembers, HOSPITAL, openExample, ROOM } from "./example-mediator.ts";
import { spellingsOf } from "./routes.ts";

describe("spellings of paths", () => {
  test("the specification's own is the first", () => {
    expect(spellingsOf("/api/v1/config")).toEqual(["/api/v1/config", "/api/config"]);
    expect(spellingsOf("/r1/{instanceId}/getOpenAPI")[0]).toBe("/r1/:instanceId/getOpenAPI");
  });

  test.each([
    `/r1/${ROOM}/api/v1/eventType`,
    `/r1/${ROOM}/api/v1/event-type`,
    `/r1/${ROOM}/api/v1/event-types/`,
    `/r1/${ROOM}/api/eventTypes`,
    `/${ROOM}/api/v1/event-type`,
    `/${ROOM}/api/eventType/`,
  ])("%s lists event types", async (path) => {
    const mediator = openExample(exampleConfig(exampleMembers()));
    const type = { eventType: "newBirth", schema: { type: "object" } };
    await mediator.call("POST", `/r1/${ROOM}/api/v1/eventType`, HOSPITAL, type);
    expect(await mediator.call("GET", path, HOSPITAL)).toEqual({ status: 200, body: ["newBirth"] });
    await mediator.close();
  });

  test.each(["listMethods", "list-methods", "allowed-methods"])(
    "%s is answered with and without r1",
    async (name) => {
      const mediator = openExample(exampleConfig(exampleMembers()));
      for (const prefix of ["/r1/", "/"]) {
        const answer = await mediator.call("GET", `${prefix}${ROOM}/${name}`, HOSPITAL);
        expect(answer).toEqual({ status: 200, body: { member: [] } });
      }
      await mediator.close();
    },
  );

  test("what stands for v1 is no event type, and a wrong method is 405 with Allow", async () => {
    const mediator = openExample(exampleConfig(exampleMembers()));
    const answer = await mediator.app.request(`/r1/${ROOM}/pub/v1/newBirth`, { method: "GET" });
    expect([answer.status, answer.headers.get("Allow")]).toEqual([405, "POST"]);
    expect(answer.headers.get("X-GovStack-Error")).toBe("Client.MethodNotAllowed");
    await mediator.close();
  });

  test.each(["X-GovStack-Client", "Information-Mediator-Client", "X-Road-Client"])(
    "the caller may come as %s",
    async (header) => {
      const mediator = openExample(exampleConfig(exampleMembers()));
      const answer = await mediator.app.request(`/r1/${ROOM}/listMethods`, {
        headers: { [header]: HOSPITAL },
      });
      expect(answer.status).toBe(200);
      await mediator.close();
    },
  );

  test("two headers that name two callers are an error", async () => {
    const mediator = openExample(exampleConfig(exampleMembers()));
    const headers = { "X-GovStack-Client": HOSPITAL, "X-Road-Client": ROOM };
    const answer = await mediator.app.request(`/r1/${ROOM}/listMethods`, { headers });
    expect(answer.status).toBe(400);
    await mediator.close();
  });
});
