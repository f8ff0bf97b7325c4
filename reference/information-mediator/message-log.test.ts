import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Store } from "../store.ts";
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
import { appendEntry, FIRST_PREVIOUS, hashEntry, verifyMessageLog } from "./message-log.ts";
import { MIGRATIONS } from "./migrations.ts";

const entry = (n: number) => ({ kind: "pubsub", correlationId: "c", n }) as const;

describe("the chain", () => {
  let store: Store;
  beforeEach(async () => {
    store = new Store(":memory:", MIGRATIONS);
    await Promise.all([1, 2, 3, 4].map((n) => store.write((db) => appendEntry(db, entry(n)))));
  });
  afterEach(() => store.close());

  const verdict = () => store.read(verifyMessageLog);
  const tamper = (sql: string) => store.write((db) => db.exec(sql));

  test("verifies as it was written, also after a write that failed", async () => {
    const failing = store.write((db) => {
      appendEntry(db, entry(5));
      throw new Error("undone");
    });
    await Promise.allSettled([failing, store.write((db) => appendEntry(db, entry(6)))]);
    expect(verdict()).toMatchObject({ ok: true, entries: 5 });
  });

  test.each([
    [
      "a changed entry",
      `UPDATE message_log SET entry = replace(entry, '"n":2', '"n":9') WHERE sequence = 2`,
      2,
    ],
    ["a removed entry", "DELETE FROM message_log WHERE sequence = 2", 2],
    ["a removed last entry", "DELETE FROM message_log WHERE sequence = 4", 4],
    ["another hash", "UPDATE message_log SET hash = 'x' WHERE sequence = 3", 3],
    ["another predecessor", `UPDATE message_log SET previous = '${FIRST_PREVIOUS}' WHERE sequence = 3`, 3],
    [
      "two entries that change places",
      "UPDATE message_log SET sequence = 100 WHERE sequence = 2; UPDATE message_log SET sequence = 2 WHERE sequence = 3; UPDATE message_log SET sequence = 3 WHERE sequence = 100",
      2,
    ],
  ])("%s is found", async (_, sql, brokenAt) => {
    await tamper(sql);
    expect(verdict()).toMatchObject({ ok: false, brokenAt });
  });
});

describe("the log from outside", () => {
  let mediator: ExampleMediator;
  beforeEach(() => {
    mediator = openExample(exampleConfig(exampleMembers()));
  });
  afterEach(() => mediator.close());

  test("is listed in pages with which anybody can verify the chain", async () => {
    const LIST = `/r1/${ROOM}/api/v1/eventType`;
    for (let n = 0; n < 7; n += 1)
      await mediator.call("POST", LIST, HOSPITAL, { eventType: `t${n}`, schema: {} });
    let previous = FIRST_PREVIOUS;
    let after: number | undefined = 0;
    let count = 0;
    while (after !== undefined) {
      const { body }: Parsed = await mediator.call("GET", `/api/v1/log?after=${after}&limit=3`);
      for (const one of body.entries) {
        expect(one.previous).toBe(previous);
        expect(one.hash).toBe(hashEntry(one.sequence, one.entry, previous));
        previous = one.hash;
        count += 1;
      }
      after = body.next;
    }
    expect(count).toBe(7);
    expect((await mediator.call("GET", "/api/v1/log?after=x")).status).toBe(400);
  });

  test("holds what was done in rooms, changes of rights and configuration, and refusals", async () => {
    const T = `/r1/${ROOM}/api/v1/eventType`;
    const SUB = `/r1/${ROOM}/api/v1/subs/t`;
    const PUB = `/r1/${ROOM}/pub/v1/t`;
    const PULL = `/r1/${ROOM}/pull/v1/t`;
    const item = { eventType: "t", delivery: "PULL" };
    await mediator.call("POST", T, HOSPITAL, { eventType: "t", schema: {} });
    await mediator.call("POST", SUB, POLICE, item);
    await mediator.call("PATCH", SUB, POLICE, item);
    const { id } = (
      await mediator.call("POST", PUB, HOSPITAL, { eventType: "t", event: { name: "Jane Doe" } })
    ).body;
    await mediator.call("GET", `${PUB}/${id}`, HOSPITAL);
    await mediator.call("GET", PULL, POLICE);
    await mediator.call("DELETE", `${PULL}/${id}`, POLICE);
    await mediator.call("DELETE", `${PUB}/${id}`, HOSPITAL);
    await mediator.call("DELETE", SUB, POLICE);
    await mediator.call("DELETE", `${T}/t`, HOSPITAL);
    await mediator.call("POST", PUB, "UTOPIA/GOV/1/Nobody", { eventType: "t", event: { name: "Jane Doe" } });
    await mediator.call("PATCH", "/api/v1/config", undefined, { domain: "d", instance: "UTOPIA" });
    await mediator.call("PATCH", "/api/v1/rights/allow", undefined, [{}]);
    const { entries } = (await mediator.call("GET", "/api/v1/log?limit=100")).body;
    expect(entries.map((one: Parsed) => `${one.entry.kind} ${one.entry.operation}`)).toEqual([
      "pubsub createEventType",
      "pubsub addSub",
      "pubsub patchSub",
      "pubsub publishEvent",
      "pubsub getStatus",
      "pubsub pullEvent",
      "pubsub confirmEvent",
      "pubsub deleteEvent",
      "pubsub deleteSub",
      "pubsub deleteEventType",
      "refused publishEvent",
      "configuration updateIMconf",
      "refused setAllowed",
    ]);
    expect(JSON.stringify(entries)).not.toContain("Jane");
  });
});
