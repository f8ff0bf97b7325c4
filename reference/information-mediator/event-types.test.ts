import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ExampleMediator,
  exampleConfig,
  exampleMembers,
  HOSPITAL,
  openExample,
  ROOM,
} from "./example-mediator.ts";

const LIST = `/r1/${ROOM}/api/v1/eventType`;
const NOWHERE = "/r1/UTOPIA/GOV/1/Nothing/api/v1/eventType";
const schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  properties: {
    gender: { type: "string", enum: ["M", "F"] },
    dateTime: { type: "string", format: "date-time" },
  },
  required: ["gender"],
};

let mediator: ExampleMediator;
beforeEach(() => {
  mediator = openExample(exampleConfig(exampleMembers()));
});
afterEach(() => mediator.close());

const create = (body: unknown, path = LIST) => mediator.call("POST", path, HOSPITAL, body);

describe("event types", () => {
  test("are created, listed, read and deleted", async () => {
    expect((await mediator.call("GET", LIST, HOSPITAL)).status).toBe(204);
    expect((await mediator.call("GET", `${LIST}/newBirth`, HOSPITAL)).status).toBe(204);
    expect((await create({ eventType: "newBirth", schema })).status).toBe(200);
    expect(await mediator.call("GET", LIST, HOSPITAL)).toEqual({ status: 200, body: ["newBirth"] });
    const read = await mediator.call("GET", `${LIST}/newBirth`, HOSPITAL);
    expect(read).toEqual({ status: 200, body: { eventType: "newBirth", schema } });
    expect((await mediator.call("DELETE", `${LIST}/newBirth`, HOSPITAL)).status).toBe(204);
    expect((await mediator.call("GET", `${LIST}/newBirth`, HOSPITAL)).status).toBe(204);
  });

  test("can be created again with the same schema only, and deleted again if they ever were", async () => {
    await create({ eventType: "newBirth", schema });
    const reordered = Object.fromEntries(Object.entries(schema).reverse());
    expect((await create({ eventType: "newBirth", schema: reordered })).status).toBe(200);
    expect((await create({ eventType: "newBirth", schema: { type: "object" } })).status).toBe(409);
    for (const _ of [1, 2])
      expect((await mediator.call("DELETE", `${LIST}/newBirth`, HOSPITAL)).status).toBe(204);
    expect((await mediator.call("DELETE", `${LIST}/never`, HOSPITAL)).status).toBe(404);
    expect((await create({ eventType: "newBirth", schema: { type: "object" } })).status).toBe(200);
  });

  test("take the schema as a text too, as the specification's example has it", async () => {
    expect((await create({ eventType: "newBirth", schema: JSON.stringify(schema) })).body.schema).toEqual(
      schema,
    );
  });

  test.each([
    ["no body", undefined],
    ["no name", { schema }],
    ["a name with a slash", { eventType: "a/b", schema }],
    ["no schema", { eventType: "x" }],
    ["a list", { eventType: "x", schema: [] }],
    ["a text that is no JSON", { eventType: "x", schema: "object" }],
    ["an unknown type", { eventType: "x", schema: { type: "thing" } }],
    ["a remote reference", { eventType: "x", schema: { $ref: "http://attacker.example/schema.json" } }],
    [
      "an unknown dialect",
      { eventType: "x", schema: { $schema: "http://json-schema.org/draft-04/schema#" } },
    ],
    ["an asynchronous schema", { eventType: "x", schema: { $async: true, type: "object" } }],
    ["a broken pattern", { eventType: "x", schema: { properties: { a: { pattern: "(" } } } }],
    ["a pattern that looks ahead", { eventType: "x", schema: { properties: { a: { pattern: "(?=a)" } } } }],
    ["a schema of 70 kB", { eventType: "x", schema: { description: "x".repeat(70_000) } }],
  ])("%s is a 400", async (_, body) => {
    expect((await create(body)).status).toBe(400);
  });

  test("an empty body without a content type is a 400 at once", async () => {
    const headers = { "Information-Mediator-Client": HOSPITAL };
    expect((await mediator.app.request(LIST, { method: "POST", headers })).status).toBe(400);
  });

  test("need a caller that is registered, and a room that is", async () => {
    expect((await mediator.call("GET", LIST)).status).toBe(400);
    expect((await mediator.call("POST", LIST, undefined, { eventType: "x", schema })).status).toBe(400);
    expect((await mediator.call("GET", LIST, "UTOPIA/GOV/1/Nobody")).status).toBe(403);
    expect((await create({ eventType: "x", schema }, NOWHERE)).status).toBe(400);
    expect((await mediator.call("GET", NOWHERE, HOSPITAL)).status).toBe(204);
    expect((await mediator.call("GET", `${NOWHERE}/x`, HOSPITAL)).status).toBe(204);
    expect((await mediator.call("DELETE", `${NOWHERE}/x`, HOSPITAL)).status).toBe(404);
  });

  test("errors have X-Road's form, with the correlation id and a header", async () => {
    const answer = await mediator.app.request(LIST, {
      method: "POST",
      headers: {
        "X-GovStack-Client": HOSPITAL,
        "X-Correlation-ID": "abc-1",
        "Content-Type": "application/json",
      },
      body: "{}",
    });
    expect(await answer.json()).toMatchObject({ type: "Client.BadRequest", detail: "abc-1" });
    expect(answer.headers.get("X-GovStack-Error")).toBe("Client.BadRequest");
    expect(answer.headers.get("X-Correlation-ID")).toBe("abc-1");
  });
});

describe("a mediator for a test harness", () => {
  test("takes any room and any caller as long as nobody is registered", async () => {
    const free = openExample(exampleConfig([]));
    const path = "/r1/sandbox/GOV/1234/room/api/v1/event-type";
    const body = { eventType: "x", schema: { type: "object" } };
    expect((await free.call("POST", path, "eGovStack/GOV/9/any", body)).status).toBe(200);
    expect(
      (await free.call("POST", "/r1/a%2Fb/GOV/1/r/api/v1/eventType", "eGovStack/GOV/9/any", body)).status,
    ).toBe(400);
    await free.call("PATCH", "/api/v1/config", undefined, {
      domain: "d",
      instance: "UTOPIA",
      members: [{ name: "n", class: "GOV", code: "1" }],
    });
    expect((await free.call("GET", path, "eGovStack/GOV/9/any")).status).toBe(403);
    await free.close();
  });
});
