import type { Caller } from "../kills/call.ts";
import { applicationOf, INSTANCE, mediatorSeed, PULLER, ROOM, TOPICS, TYPE } from "../kills/mediator-seed.ts";
import type { Sink } from "../kills/sink.ts";
import type { Described } from "./describe.ts";
import type { Target } from "./target.ts";

const APPLICATION = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}";
const CLIENTS = 4;

/** A mediator with a room, its subscribers and a service; `sink` answers for all of them. */
export function createMediatorTarget(sink: Sink): Target {
  const seed = mediatorSeed(sink.url, CLIENTS) as { members: object[] };
  const document = { domain: "sandbox.example", instance: INSTANCE, members: seed.members };
  let event = "none";
  return {
    block: "information-mediator",
    seed,
    beyond: [...["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"].map(serviceCall)],
    allowed: [502, 504],
    words: () => ({
      instanceId: [INSTANCE],
      memberClass: ["GOV"],
      memberCode: ["1"],
      applicationCode: ["room"],
      applicationId: ["room", "client-1"],
      serviceId: ["echo", "guarded"],
      serviceCode: ["echo"],
      application: ["client-1"],
      member: ["GOV/9", "member 1"],
      eventType: [TYPE, TYPE, TOPICS[0], "scratch"],
      eventId: [event],
      rest: ["a", "a%2Fb", "x.json"],
      client: [applicationOf(1), PULLER, ROOM],
      domain: ["sandbox.example"],
      instance: [INSTANCE],
      members: [seed.members, [seed.members[0]], []],
      class: ["GOV"],
      schema: [{ type: "object" }, { type: "object", properties: { marker: { type: "string" } } }],
      event: [{ marker: 1 }, {}, { nested: { deep: [1, 2, { a: null }] } }],
      serviceUrl: [`${sink.url}/echo`],
      specUrl: [`${sink.url}/openapi.json`],
      delivery: ["PUSH", "PULL"],
      TTL: [60],
    }),
    restore: async (caller) => {
      await caller.send({ method: "PATCH", path: "/api/v1/config", body: document });
      event = (await publish(caller)) ?? event;
    },
    check: async (caller) => {
      await caller.expect({ method: "GET", path: "/listClients" }, 200);
      const call = { method: "POST", path: `/r1/${ROOM}/echo/x`, client: applicationOf(1), body: { a: 1 } };
      await caller.expect(call, 200);
    },
  };
}

async function publish(caller: Caller): Promise<string | undefined> {
  const client = applicationOf(1);
  for (const eventType of [TYPE, ...TOPICS]) {
    const body = { eventType, schema: { type: "object" } };
    await caller.send({ method: "POST", path: `/r1/${ROOM}/api/v1/eventType`, client, body });
  }
  for (const [subscriber, delivery] of [
    [PULLER, "PULL"],
    [`${INSTANCE}/GOV/2/any-order`, "PUSH"],
  ] as const) {
    const path = `/r1/${ROOM}/api/v1/subs/${TYPE}`;
    await caller.send({ method: "POST", path, client: subscriber, body: { eventType: TYPE, delivery } });
  }
  const body = { eventType: TYPE, event: { marker: 1 } };
  const answer = await caller.send({ method: "POST", path: `/r1/${ROOM}/pub/v1/${TYPE}`, client, body });
  return answer.status === 201 ? String(answer.body.id) : undefined;
}

/** Service access is described by the services, not by the mediator. */
function serviceCall(method: string): Described {
  const body = method === "POST" || method === "PUT" || method === "PATCH" ? { type: "object" } : undefined;
  const path = `${APPLICATION}/{serviceId}/{rest}`;
  return { id: `call ${method}`, method, path, parameters: [], types: ["application/json"], body };
}
