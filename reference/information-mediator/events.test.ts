import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ExampleMediator,
  exampleConfig,
  exampleMembers,
  HOSPITAL,
  openExample,
  type Parsed,
  POLICE,
  ROOM,
} from "./example-mediator.ts";

const PUB = `/r1/${ROOM}/pub/v1/newBirth`;
const PULL = `/r1/${ROOM}/pull/v1/newBirth`;
const schema = { type: "object", properties: { gender: { enum: ["M", "F"] } }, required: ["gender"] };
const birth = { eventType: "newBirth", event: { gender: "F", mother: "Jane Doe" } };

let mediator: ExampleMediator;
beforeEach(async () => {
  mediator = openExample(exampleConfig(exampleMembers()));
  await mediator.call("POST", `/r1/${ROOM}/api/v1/eventType`, HOSPITAL, { eventType: "newBirth", schema });
  await mediator.call("POST", `/r1/${ROOM}/api/v1/subs/newBirth`, POLICE, {
    eventType: "newBirth",
    delivery: "PULL",
  });
});
afterEach(() => mediator.close());

describe("publishing", () => {
  test("gives an id, under which the event is found", async () => {
    const { status, body } = await mediator.call("POST", PUB, HOSPITAL, birth);
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await mediator.call("GET", `${PUB}/${body.id}`, HOSPITAL)).toEqual({
      status: 200,
      body: {
        id: body.id,
        sequence: 1,
        publisherId: {
          instanceId: "UTOPIA",
          memberClass: "GOV",
          memberCode: "7010",
          applicationCode: "Hospital",
        },
        eventType: "newBirth",
        event: birth.event,
      },
    });
  });

  test("a replay is published like the first", async () => {
    const first = await mediator.call("POST", PUB, HOSPITAL, birth);
    const second = await mediator.call("POST", PUB, HOSPITAL, birth);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test("fifty at once are all kept, each with a number of its own", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => mediator.call("POST", PUB, HOSPITAL, birth)),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const sequences = await Promise.all(
      answers.map(
        async ({ body }) => (await mediator.call("GET", `${PUB}/${body.id}`, HOSPITAL)).body.sequence,
      ),
    );
    expect(sequences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    const pulled = new Set<number>();
    for (let count = 0; count < 50; count += 1)
      pulled.add((await mediator.call("GET", PULL, POLICE)).body.sequence);
    expect(pulled.size).toBe(50);
  });

  test.each([
    ["no body", undefined],
    ["no event", { eventType: "newBirth" }],
    ["a text as event", { eventType: "newBirth", event: "x" }],
    ["another type than the path", { ...birth, eventType: "other" }],
    ["an event that does not match the schema", { ...birth, event: { gender: "X" } }],
  ])("%s is a 400 and publishes nothing", async (_, body) => {
    expect((await mediator.call("POST", PUB, HOSPITAL, body)).status).toBe(400);
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(404);
  });

  test("an unknown type is a 404, an unknown room a 400, an unknown caller a 403", async () => {
    const other = { ...birth, eventType: "other" };
    expect((await mediator.call("POST", `/r1/${ROOM}/pub/v1/other`, HOSPITAL, other)).status).toBe(404);
    expect((await mediator.call("POST", "/r1/UTOPIA/GOV/1/No/pub/v1/newBirth", HOSPITAL, birth)).status).toBe(
      400,
    );
    expect((await mediator.call("POST", PUB, "UTOPIA/GOV/1/Nobody", birth)).status).toBe(403);
    expect((await mediator.call("POST", PUB, undefined, birth)).status).toBe(400);
  });

  test("a deleted type takes no more events, and owes none", async () => {
    await mediator.call("POST", PUB, HOSPITAL, birth);
    await mediator.call("DELETE", `/r1/${ROOM}/api/v1/eventType/newBirth`, HOSPITAL);
    expect((await mediator.call("POST", PUB, HOSPITAL, birth)).status).toBe(404);
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(409);
  });
});

describe("stopping an event", () => {
  test("takes it back from those who have not got it, and can be repeated", async () => {
    const { body } = await mediator.call("POST", PUB, HOSPITAL, birth);
    for (const _ of [1, 2])
      expect((await mediator.call("DELETE", `${PUB}/${body.id}`, HOSPITAL)).status).toBe(204);
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(404);
    expect((await mediator.call("GET", `${PUB}/${body.id}`, HOSPITAL)).status).toBe(404);
  });

  test("an event that never was, or is of another type, is a 404", async () => {
    const { body } = await mediator.call("POST", PUB, HOSPITAL, birth);
    for (const path of [
      `${PUB}/none`,
      `/r1/${ROOM}/pub/v1/other/${body.id}`,
      `/r1/${POLICE}/pub/v1/newBirth/${body.id}`,
    ]) {
      expect((await mediator.call("DELETE", path, HOSPITAL)).status).toBe(404);
      expect((await mediator.call("GET", path, HOSPITAL)).status).toBe(404);
    }
  });
});

describe("the rights in rooms outside development", () => {
  const SUB = `/r1/${ROOM}/api/v1/subs/newBirth`;
  const events = (clients: string[]) => ({
    id: "events",
    specUrl: "http://r.internal/o",
    serviceUrl: "http://r.internal/events",
    rights: clients.map((client) => {
      const [, memberClass, memberCode, applicationId] = client.split("/");
      return { memberClass, memberCode, applicationId };
    }),
  });

  test("only the room itself and those with a right on its events manage, publish and subscribe", async () => {
    const server = openExample(
      exampleConfig(exampleMembers([events([HOSPITAL])]), { environment: "production" }),
    );
    const type = { eventType: "newBirth", schema };
    const item = { eventType: "newBirth", delivery: "PULL" };
    const attempt = async (client: string): Promise<number[]> => {
      const calls: [string, string, unknown][] = [
        ["POST", `/r1/${ROOM}/api/v1/eventType`, type],
        ["POST", PUB, birth],
        ["POST", SUB, item],
        ["GET", PULL, undefined],
      ];
      const statuses: number[] = [];
      for (const [method, path, body] of calls)
        statuses.push((await server.call(method, path, client, body)).status);
      return statuses;
    };
    expect(await attempt(POLICE)).toEqual([403, 403, 403, 403]);
    expect(await attempt(ROOM)).toEqual([200, 201, 200, 404]);
    expect(await attempt(HOSPITAL)).toEqual([200, 201, 200, 404]);
    await server.close();
  });

  test("only the publisher and the room itself stop an event", async () => {
    const server = openExample(
      exampleConfig(exampleMembers([events([HOSPITAL, POLICE])]), { environment: "staging" }),
    );
    await server.call("POST", `/r1/${ROOM}/api/v1/eventType`, ROOM, { eventType: "newBirth", schema });
    const ids = [1, 2].map(async () => (await server.call("POST", PUB, HOSPITAL, birth)).body.id as Parsed);
    const [first, second] = await Promise.all(ids);
    expect((await server.call("DELETE", `${PUB}/${first}`, POLICE)).status).toBe(403);
    expect((await server.call("DELETE", `${PUB}/${first}`, HOSPITAL)).status).toBe(204);
    expect((await server.call("DELETE", `${PUB}/${second}`, ROOM)).status).toBe(204);
    await server.close();
  });

  test("only the mediator's own organization sees and changes the configuration, the rights and the log", async () => {
    const server = openExample(exampleConfig(exampleMembers(), { environment: "production" }));
    for (const path of ["/api/v1/config", "/api/v1/rights/allow", "/api/v1/log"]) {
      expect((await server.call("GET", path, POLICE)).status).toBe(401);
      expect((await server.call("GET", path, "UTOPIA/GOV/0/Unregistered")).status).toBe(401);
      expect((await server.call("GET", path)).status).toBe(400);
      expect((await server.call("GET", path, "UTOPIA/GOV/0/mediator")).status).toBe(200);
    }
    expect((await server.call("PATCH", "/api/v1/rights/allow", POLICE, [])).status).toBe(401);
    expect(
      (await server.call("PUT", "/api/v1/config", POLICE, { domain: "d", instance: "UTOPIA" })).status,
    ).toBe(401);
    expect((await server.call("GET", "/api/v1/status")).status).toBe(200);
    await server.close();
    // The stack does not register the mediator with itself.
    const alone = openExample(exampleConfig([], { environment: "production" }));
    expect((await alone.call("GET", "/api/v1/config", "UTOPIA/GOV/0/mediator")).status).toBe(200);
    expect((await alone.call("GET", "/api/v1/config", "ELSEWHERE/GOV/0/mediator")).status).toBe(401);
    await alone.close();
  });
});
