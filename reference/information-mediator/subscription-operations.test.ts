import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type ExampleMediator,
  exampleConfig,
  exampleMembers,
  HOSPITAL,
  openExample,
  POLICE,
  ROOM,
} from "./example-mediator.ts";

const SUBS = `/r1/${ROOM}/api/v1/subs`;
const SUB = `${SUBS}/t`;
const PULL = `/r1/${ROOM}/pull/v1/t`;
const NOWHERE = "/r1/UTOPIA/GOV/1/Nothing";
const pulling = { eventType: "t", delivery: "PULL" };

let mediator: ExampleMediator;
beforeEach(async () => {
  mediator = openExample(exampleConfig(exampleMembers()));
  for (const eventType of ["t", "u"])
    await mediator.call("POST", `/r1/${ROOM}/api/v1/eventType`, HOSPITAL, {
      eventType,
      schema: { type: "object" },
    });
});
afterEach(async () => {
  vi.useRealTimers();
  await mediator.close();
});

const publish = async (n: number): Promise<string> =>
  (await mediator.call("POST", `/r1/${ROOM}/pub/v1/t`, HOSPITAL, { eventType: "t", event: { n } })).body.id;
const pulled = async () => (await mediator.call("GET", PULL, POLICE)).body.event?.n;

describe("subscriptions", () => {
  test("have the specification's defaults", async () => {
    const added = await mediator.call("POST", SUB, POLICE, { eventType: "t" });
    expect(added).toEqual({
      status: 200,
      body: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        subscriberId: {
          instanceId: "UTOPIA",
          memberClass: "GOV",
          memberCode: "7020",
          applicationCode: "Police",
        },
        eventType: "t",
        delivery: "PUSH",
        options: { TTL: 3600, FIFO: false },
      },
    });
    expect(await mediator.call("GET", SUB, POLICE)).toEqual(added);
    expect(await mediator.call("GET", SUBS, POLICE)).toEqual({ status: 200, body: [added.body] });
  });

  test("are the caller's own, whoever the body names", async () => {
    const someone = {
      instanceId: "UTOPIA",
      memberClass: "GOV",
      memberCode: "7003",
      applicationCode: "CitizensRegistry",
    };
    const { body } = await mediator.call("POST", SUB, POLICE, { ...pulling, subscriberId: someone });
    expect(body.subscriberId.applicationCode).toBe("Police");
    for (const path of [SUBS, SUB]) expect((await mediator.call("GET", path, HOSPITAL)).status).toBe(404);
    expect((await mediator.call("DELETE", SUB, HOSPITAL)).status).toBe(404);
    expect((await mediator.call("PATCH", SUB, HOSPITAL, pulling)).status).toBe(404);
    expect((await mediator.call("GET", PULL, HOSPITAL)).status).toBe(409);
  });

  test("can be added again on the same terms, and deleted again", async () => {
    const first = await mediator.call("POST", SUB, POLICE, pulling);
    expect(await mediator.call("POST", SUB, POLICE, pulling)).toEqual(first);
    expect((await mediator.call("POST", SUB, POLICE, { ...pulling, options: { TTL: 5 } })).status).toBe(409);
    for (const _ of [1, 2]) expect((await mediator.call("DELETE", SUB, POLICE)).status).toBe(204);
    expect((await mediator.call("GET", SUB, POLICE)).status).toBe(404);
    const again = await mediator.call("POST", SUB, POLICE, { ...pulling, options: { TTL: 5 } });
    expect([again.status, again.body.id === first.body.id]).toEqual([200, false]);
  });

  test("change what the body says and keep the rest", async () => {
    await mediator.call("POST", SUB, POLICE, { ...pulling, options: { TTL: 5, FIFO: true } });
    const changed = await mediator.call("PATCH", SUB, POLICE, { eventType: "t", options: { TTL: 7 } });
    expect([changed.status, changed.body.delivery, changed.body.options]).toEqual([
      201,
      "PULL",
      { TTL: 7, FIFO: true },
    ]);
    expect((await mediator.call("GET", SUB, POLICE)).body).toEqual(changed.body);
    expect((await mediator.call("PATCH", `${SUBS}/u`, POLICE, { eventType: "u" })).status).toBe(404);
  });

  test.each([
    ["no body", undefined],
    ["no type", {}],
    ["another type than the path", { eventType: "u" }],
    ["another delivery", { eventType: "t", delivery: "POST" }],
    ["a TTL of 0", { eventType: "t", options: { TTL: 0 } }],
    ["a TTL as text", { eventType: "t", options: { TTL: "60" } }],
    ["FIFO as text", { eventType: "t", options: { FIFO: "yes" } }],
  ])("%s is a 400", async (_, body) => {
    expect((await mediator.call("POST", SUB, POLICE, body)).status).toBe(400);
    await mediator.call("POST", SUB, POLICE, pulling);
    expect((await mediator.call("PATCH", SUB, POLICE, body)).status).toBe(400);
  });

  test("need an event type and a room", async () => {
    expect((await mediator.call("POST", `${SUBS}/unknown`, POLICE, { eventType: "unknown" })).status).toBe(
      400,
    );
    const status = async (method: string, path: string, body?: unknown) =>
      (await mediator.call(method, `${NOWHERE}${path}`, POLICE, body)).status;
    expect(await status("POST", "/api/v1/subs/t", pulling)).toBe(400);
    expect(await status("PATCH", "/api/v1/subs/t", pulling)).toBe(400);
    for (const path of ["/api/v1/subs", "/api/v1/subs/t", "/pull/v1/t"])
      expect(await status("GET", path)).toBe(404);
    for (const path of ["/api/v1/subs/t", "/pull/v1/t/x"]) expect(await status("DELETE", path)).toBe(404);
  });
});

describe("pulling", () => {
  test("hands out what was published since the subscription, until it is confirmed", async () => {
    await publish(0);
    await mediator.call("POST", SUB, POLICE, pulling);
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(404);
    const id = await publish(1);
    expect((await mediator.call("GET", PULL, POLICE)).body).toMatchObject({
      id,
      event: { n: 1 },
      sequence: 2,
    });
    expect(await pulled()).toBe(1);
    for (const _ of [1, 2]) expect((await mediator.call("DELETE", `${PULL}/${id}`, POLICE)).status).toBe(204);
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(404);
  });

  test("goes round the events that are not confirmed", async () => {
    await mediator.call("POST", SUB, POLICE, pulling);
    for (const n of [1, 2, 3]) await publish(n);
    expect([await pulled(), await pulled(), await pulled(), await pulled()]).toEqual([1, 2, 3, 1]);
  });

  test("with FIFO goes on only after the confirmation", async () => {
    await mediator.call("POST", SUB, POLICE, { ...pulling, options: { FIFO: true } });
    const [first, second] = [await publish(1), await publish(2)];
    expect([await pulled(), await pulled()]).toEqual([1, 1]);
    expect((await mediator.call("DELETE", `${PULL}/${second}`, POLICE)).status).toBe(409);
    expect((await mediator.call("DELETE", `${PULL}/${first}`, POLICE)).status).toBe(204);
    expect(await pulled()).toBe(2);
  });

  test("ends with the time to live, for FIFO too", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await mediator.call("POST", SUB, POLICE, { ...pulling, options: { TTL: 10, FIFO: true } });
    const id = await publish(1);
    vi.setSystemTime(Date.now() + 6000);
    await publish(2);
    expect(await pulled()).toBe(1);
    vi.setSystemTime(Date.now() + 5000);
    expect(await pulled()).toBe(2);
    expect((await mediator.call("DELETE", `${PULL}/${id}`, POLICE)).status).toBe(404);
    vi.setSystemTime(Date.now() + 6000);
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(404);
  });

  test("is for subscribers, and confirms only what they were given", async () => {
    expect((await mediator.call("GET", PULL, POLICE)).status).toBe(409);
    expect((await mediator.call("DELETE", `${PULL}/x`, POLICE)).status).toBe(409);
    const before = await publish(0);
    await mediator.call("POST", SUB, POLICE, pulling);
    for (const id of ["x", before])
      expect((await mediator.call("DELETE", `${PULL}/${id}`, POLICE)).status).toBe(404);
  });

  test("is open to a PUSH subscription whose application has no events service", async () => {
    await mediator.call("POST", SUB, POLICE, { eventType: "t" });
    await publish(1);
    expect(await pulled()).toBe(1);
  });
});
