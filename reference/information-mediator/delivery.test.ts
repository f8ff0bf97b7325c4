import type { IncomingHttpHeaders } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pauseAfter } from "./delivery.ts";
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
  until,
} from "./example-mediator.ts";

interface Pushed {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Parsed;
}

let subscriber: ExampleApplication;
let mediator: ExampleMediator;
let pushed: Pushed[];
let answer: (count: number) => number;

beforeEach(async () => {
  pushed = [];
  answer = () => 200;
  subscriber = await listen(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    pushed.push({ url: request.url, headers: request.headers, body: JSON.parse(text) });
    response.writeHead(answer(pushed.length), { location: "/elsewhere" }).end();
  });
});
afterEach(async () => {
  await mediator.close();
  await subscriber.close();
});

async function open(
  serviceUrl = `${subscriber.url}/in?key=1`,
  terms: object = {},
  settings: object = {},
): Promise<void> {
  const members = exampleMembers([], [exampleService("events", serviceUrl)]);
  mediator = openExample(exampleConfig(members, { settings }));
  await subscribe(terms);
}

async function subscribe(terms: object): Promise<void> {
  await mediator.call("POST", `/r1/${ROOM}/api/v1/eventType`, HOSPITAL, { eventType: "t", schema: {} });
  await mediator.call("POST", `/r1/${ROOM}/api/v1/subs/t`, POLICE, { eventType: "t", ...terms });
}

const publish = (n: number) =>
  mediator.call("POST", `/r1/${ROOM}/pub/v1/t`, HOSPITAL, { eventType: "t", event: { n } });
const owed = async () => (await mediator.call("GET", `/r1/${ROOM}/pull/v1/t`, POLICE)).status === 200;

describe("pushing", () => {
  test("posts the event with its id, its correlation id and its publisher, and takes 2xx for an answer", async () => {
    answer = () => 204;
    await open();
    const { body } = await publish(1);
    await until(async () => !(await owed()));
    expect(pushed).toHaveLength(1);
    expect(pushed[0]?.url).toBe("/in?key=1");
    expect(pushed[0]?.body).toEqual({
      id: body.id,
      sequence: 1,
      publisherId: {
        instanceId: "UTOPIA",
        memberClass: "GOV",
        memberCode: "7010",
        applicationCode: "Hospital",
      },
      eventType: "t",
      event: { n: 1 },
    });
    expect(pushed[0]?.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-govstack-event-id": body.id,
      "x-govstack-publisher": HOSPITAL,
      "x-govstack-client": HOSPITAL,
      "x-correlation-id": expect.any(String),
    });
  });

  test.each([500, 404, 302])("tries again after %i until it is taken", async (status) => {
    answer = (count) => (count < 4 ? status : 200);
    await open();
    await publish(1);
    await until(async () => !(await owed()));
    expect(pushed.map(({ url }) => url)).toEqual(Array.from({ length: 4 }, () => "/in?key=1"));
  });

  test("reaches a subscriber that comes up later", async () => {
    const { port } = subscriber;
    await subscriber.close();
    await open();
    await publish(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    subscriber = await listen((request, response) => {
      pushed.push({ url: request.url, headers: request.headers, body: undefined });
      response.end();
    }, port);
    await until(async () => !(await owed()));
    expect(pushed).toHaveLength(1);
  });

  test("with FIFO keeps the order however often one is refused", async () => {
    answer = (count) => (count % 2 === 1 ? 503 : 200);
    await open(undefined, { options: { FIFO: true } });
    await Promise.all([1, 2, 3].map(publish));
    await until(() => pushed.length === 6);
    expect(pushed.map(({ body }) => body.sequence)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test("without FIFO one that is refused does not hold up the others", async () => {
    await open();
    answer = () => (pushed.at(-1)?.body.event.n === 0 ? 500 : 200);
    for (let n = 0; n < 20; n += 1) await publish(n);
    await until(() => new Set(pushed.map(({ body }) => body.event.n)).size === 20);
    expect(await owed()).toBe(true);
  });

  test("does not send an event again while it is on its way", async () => {
    let release: (() => void) | undefined;
    const slow = await listen((request, response) => {
      pushed.push({ url: request.url, headers: request.headers, body: undefined });
      if (release !== undefined) response.end();
      else release = () => response.end();
    });
    await open(slow.url);
    await publish(1);
    await until(() => pushed.length === 1);
    await publish(2);
    await until(() => pushed.length === 2);
    release?.();
    await until(async () => !(await owed()));
    expect(new Set(pushed.map(({ headers }) => headers["x-govstack-event-id"])).size).toBe(2);
    expect(pushed).toHaveLength(2);
    await slow.close();
  });

  test("ends when the time to live is over, or the event is stopped, or the subscription", async () => {
    answer = () => 500;
    await open(undefined, { options: { TTL: 1 } });
    await publish(1);
    await until(async () => !(await owed()));
    const { body } = await publish(2);
    await mediator.call("DELETE", `/r1/${ROOM}/pub/v1/t/${body.id}`, HOSPITAL);
    await publish(3);
    await mediator.call("DELETE", `/r1/${ROOM}/api/v1/subs/t`, POLICE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const count = pushed.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(pushed.length).toBe(count);
  });

  test("begins when the events service is registered", async () => {
    mediator = openExample(exampleConfig(exampleMembers()));
    await subscribe({});
    await publish(1);
    const application = { id: "Police", services: [exampleService("events", subscriber.url)] };
    const member = { name: "MinistryOfJustice", class: "GOV", code: "7020", applications: [application] };
    await mediator.call("PATCH", "/api/v1/config", undefined, {
      domain: "d",
      instance: "UTOPIA",
      members: [member],
    });
    await until(() => pushed.length === 1);
  });
});

describe("the pause between attempts", () => {
  test("doubles, is half by chance, and is never longer than a minute", () => {
    expect([0, 1, 2, 3].map((attempts) => pauseAfter(attempts, 250, 1))).toEqual([250, 500, 1000, 2000]);
    expect(pauseAfter(2, 250, 0)).toBe(500);
    expect(pauseAfter(1000, 250, 1)).toBe(60_000);
  });
});
